// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Gives a person or a service id roles on resources of one account.
package struct AccessPolicy: Sendable, Equatable, Identifiable {
    /// A lower-case UUID.
    package let id: String
    package let accountID: String
    /// IAM id of who gets the roles.
    package let iamID: String
    package var roles: Set<PlatformRole>
    package var resource: ResourceAttributes
    /// What people say it is for; may be empty.
    package var description: String
    package let createdAt: Date
    /// IAM id of who made it.
    package let createdBy: String
    package var modifiedAt: Date
    package var modifiedBy: String
    /// Counts the changes, from 1.
    package var revision: Int

    package init(
        id: String,
        accountID: String,
        iamID: String,
        roles: Set<PlatformRole>,
        resource: ResourceAttributes,
        description: String = "",
        createdAt: Date,
        createdBy: String,
        modifiedAt: Date? = nil,
        modifiedBy: String? = nil,
        revision: Int = 1
    ) {
        self.id = id
        self.accountID = accountID
        self.iamID = iamID
        self.roles = roles
        self.resource = resource
        self.description = description
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.modifiedAt = modifiedAt ?? createdAt
        self.modifiedBy = modifiedBy ?? createdBy
        self.revision = revision
    }
}
