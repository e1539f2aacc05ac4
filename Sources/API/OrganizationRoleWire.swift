// SPDX-License-Identifier: Apache-2.0

/// A person as Cloud Foundry lists people of organizations and spaces.
package struct CloudFoundryUserEntity: Codable, Sendable {
    package var isAdministrator: Bool
    package var isActive: Bool
    package var username: String
    /// `org_user`, `org_manager`, `billing_manager`, `org_auditor`; only where all roles are listed.
    package var organizationRoles: [String]?
    /// `space_manager`, `space_developer`, `space_auditor`; only where all roles are listed.
    package var spaceRoles: [String]?

    private enum CodingKeys: String, CodingKey {
        case isAdministrator = "admin"
        case isActive = "active"
        case username
        case organizationRoles = "organization_roles"
        case spaceRoles = "space_roles"
    }

    package init(username: String, organizationRoles: [String]? = nil, spaceRoles: [String]? = nil) {
        (isAdministrator, isActive, self.username) = (false, true, username)
        (self.organizationRoles, self.spaceRoles) = (organizationRoles, spaceRoles)
    }
}

/// Whom a change of a role is about.
package struct CloudFoundryUserOrder: Codable, Sendable {
    package var username: String

    package init(username: String) {
        self.username = username
    }
}
