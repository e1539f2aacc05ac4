// SPDX-License-Identifier: Apache-2.0

/// How much somebody may do inside a cluster; each contains those before it.
package enum ClusterRight: Int, Sendable, CaseIterable, Comparable, Encodable {
    /// See what is in the namespace `default`, except secrets.
    case view
    /// Change what is in it.
    case edit
    /// Make roles in it too, and give them to others.
    case operate
    /// Do everything in every namespace.
    case administer

    package static func < (one: ClusterRight, other: ClusterRight) -> Bool {
        one.rawValue < other.rawValue
    }
}

/// Who may do how much inside a cluster.
package struct ClusterRights: Sendable, Equatable, Encodable {
    /// By the name of the user, as the API server computes it from a token.
    private let rights: [String: ClusterRight]

    package init(_ rights: [String: ClusterRight]) {
        self.rights = rights
    }

    /// The users who have `right` and no higher one, in the order of their names.
    package func users(with right: ClusterRight) -> [String] {
        rights.filter { $0.value == right }.keys.sorted()
    }
}
