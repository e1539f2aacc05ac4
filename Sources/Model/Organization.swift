// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// A part of an account in one region, to which clusters belong.
package struct Organization: Sendable, Equatable, Identifiable {
    /// A UUID in lower case.
    package let id: String
    package let accountID: String
    package let region: String
    /// Unique in account and region.
    package var name: String
    package var createdAt: Date
    package var updatedAt: Date

    package init(id: String, accountID: String, region: String, name: String, createdAt: Date) {
        (self.id, self.accountID, self.region, self.name) = (id, accountID, region, name)
        (self.createdAt, updatedAt) = (createdAt, createdAt)
    }
}

/// A part of an organization, for what is no cluster.
package struct Space: Sendable, Equatable, Identifiable {
    /// A UUID in lower case.
    package let id: String
    package let organizationID: String
    /// Unique in its organization.
    package var name: String
    package var createdAt: Date
    package var updatedAt: Date

    package init(id: String, organizationID: String, name: String, createdAt: Date) {
        (self.id, self.organizationID, self.name) = (id, organizationID, name)
        (self.createdAt, updatedAt) = (createdAt, createdAt)
    }
}
