// SPDX-License-Identifier: Apache-2.0

/// A policy in the form of 2017; also the body of a request.
///
/// Whose it is stands in the path.
package struct LegacyPolicy: Codable, Sendable {
    /// A role by its name in the cloud (CRN).
    package struct Role: Codable, Sendable {
        package var id: String
        package var displayName: String?
        package var description: String?

        package init(id: String, displayName: String? = nil, description: String? = nil) {
            (self.id, self.displayName, self.description) = (id, displayName, description)
        }
    }

    /// What the roles are on; what is absent or empty narrows nothing.
    package struct Resource: Codable, Sendable {
        package var serviceName: String?
        package var serviceInstance: String?
        package var region: String?
        package var resourceType: String?
        package var resource: String?
        package var accountId: String?
        package var spaceId: String?
        package var organizationId: String?
        package var resourceGroupId: String?

        package init() {}
    }

    package var id: String?
    package var type: String?
    package var roles: [Role]
    package var resources: [Resource]

    package init(id: String?, roles: [Role], resources: [Resource]) {
        (self.id, type, self.roles, self.resources) = (id, "access", roles, resources)
    }
}

/// The policies of one person or service id in the form of 2017.
package struct LegacyPolicyList: Codable, Sendable {
    package var policies: [LegacyPolicy]

    package init(policies: [LegacyPolicy]) {
        self.policies = policies
    }
}

/// The answer of `GET /acms/v1/roles`.
package struct LegacyRoleList: Codable, Sendable {
    package struct Role: Codable, Sendable {
        package var crn: String
        package var displayName: String
        package var description: String

        package init(crn: String, displayName: String, description: String) {
            (self.crn, self.displayName, self.description) = (crn, displayName, description)
        }
    }

    package struct Extensions: Codable, Sendable {
        package var supportedRoles: [Role]
    }

    /// Roles that one service alone has: none.
    package var supportedRoles: [Role] = []
    package var platformExtensions: Extensions
    /// The same roles as older clients read them, who name no service.
    package var systemDefinedRoles: [Role]?

    package init(roles: [Role], hasService: Bool) {
        platformExtensions = Extensions(supportedRoles: roles)
        systemDefinedRoles = hasService ? nil : roles
    }
}
