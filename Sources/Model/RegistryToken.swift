// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// A credential for all namespaces of an account, which belongs to no person.
///
/// Its text is kept nowhere: it is computed again from this with a secret of the installation.
package struct RegistryToken: Sendable, Equatable, Identifiable {
    /// A lower-case UUID.
    package let id: String
    package let accountID: String
    /// What people said it is for; may be empty.
    package let description: String
    /// Whether it pulls and no more.
    package let isReadOnly: Bool
    /// In whole seconds.
    package let createdAt: Date
    /// Nil if it never ends.
    package let expiresAt: Date?
    /// IAM id of who made it; `cluster-` and the cluster's id if the service made it for one.
    package let createdBy: String

    package init(
        id: String,
        accountID: String,
        description: String,
        isReadOnly: Bool,
        createdAt: Date,
        expiresAt: Date?,
        createdBy: String
    ) {
        self.id = id
        self.accountID = accountID
        self.description = description
        self.isReadOnly = isReadOnly
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.createdBy = createdBy
    }

    package func isUsable(at now: Date) -> Bool {
        expiresAt.map { now < $0 } ?? true
    }
}
