// SPDX-License-Identifier: Apache-2.0

/// Why the daemon does not start.
package enum StartupError: Error, Sendable, Equatable, CustomStringConvertible {
    case unusable(String)

    package var description: String {
        switch self {
        case .unusable(let reason): reason
        }
    }
}
