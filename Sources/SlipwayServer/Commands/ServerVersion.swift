// SPDX-License-Identifier: Apache-2.0

/// The version of the daemon.
package enum ServerVersion {
    package static let text = "0.1.0"
}
