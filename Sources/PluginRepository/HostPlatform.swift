// SPDX-License-Identifier: Apache-2.0

/// What programs for this host are called in repositories.
package enum HostPlatform {
    #if arch(arm64)
    package static let name = "linux-arm64"
    #else
    package static let name = "linux64"
    #endif
}
