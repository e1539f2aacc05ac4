// SPDX-License-Identifier: Apache-2.0

/// What a person is to an organization; who is any of these is its user too.
package enum OrganizationRole: String, Sendable, CaseIterable {
    /// Belongs to the organization: sees it, its people and its spaces, and orders clusters in it.
    case user = "OrgUser"
    /// Names it, makes its spaces, and says who is what in it.
    case manager = "OrgManager"
    case billingManager = "BillingManager"
    case auditor = "OrgAuditor"
}

/// What a person is to a space.
package enum SpaceRole: String, Sendable, CaseIterable {
    /// Names it, and says which people of the organization are what in it.
    case manager = "SpaceManager"
    case developer = "SpaceDeveloper"
    case auditor = "SpaceAuditor"
}

/// That a person has a role in one place: an organization or a space.
package struct RoleGrant<Role: Sendable & Hashable>: Sendable, Hashable {
    /// The id of the organization or space.
    package let placeID: String
    package let iamID: String
    package let role: Role

    package init(placeID: String, iamID: String, role: Role) {
        (self.placeID, self.iamID, self.role) = (placeID, iamID, role)
    }
}
