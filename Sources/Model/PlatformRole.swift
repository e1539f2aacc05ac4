// SPDX-License-Identifier: Apache-2.0

/// What a policy lets its subject do.
package enum PlatformRole: String, Sendable, CaseIterable {
    case viewer = "Viewer"
    case editor = "Editor"
    case `operator` = "Operator"
    case administrator = "Administrator"

    /// The role with all that it contains: editor and operator contain viewer, and neither the other.
    package var contained: Set<PlatformRole> {
        switch self {
        case .viewer: [.viewer]
        case .editor: [.viewer, .editor]
        case .operator: [.viewer, .operator]
        case .administrator: Set(Self.allCases)
        }
    }
}
