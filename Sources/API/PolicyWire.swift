// SPDX-License-Identifier: Apache-2.0

/// One condition of a policy: the attribute `name` has this value.
package struct PolicyAttribute: Codable, Sendable, Equatable {
    package var name: String
    package var value: String
    /// `stringEquals`; absent means the same.
    package var `operator`: String?

    package init(name: String, value: String, operator: String? = nil) {
        (self.name, self.value, self.operator) = (name, value, `operator`)
    }
}

/// Attributes that hold together: of whom a policy is about, or of what.
package struct PolicyAttributes: Codable, Sendable, Equatable {
    package var attributes: [PolicyAttribute]

    package init(attributes: [PolicyAttribute]) {
        self.attributes = attributes
    }

    /// The value of the attribute `name`.
    package func value(_ name: String) -> String? {
        attributes.first { $0.name == name }?.value
    }
}

/// A role that a policy gives.
package struct PolicyRoleReference: Codable, Sendable, Equatable {
    /// The name of the role in the cloud (CRN).
    package var roleID: String
    package var displayName: String?
    package var description: String?

    private enum CodingKeys: String, CodingKey {
        case roleID = "role_id"
        case displayName = "display_name"
        case description
    }

    package init(roleID: String, displayName: String? = nil, description: String? = nil) {
        (self.roleID, self.displayName, self.description) = (roleID, displayName, description)
    }
}

/// The body of `POST /v1/policies` and of `PUT /v1/policies/{id}`, which replaces the policy whole.
package struct PolicyRequest: Codable, Sendable {
    /// `access`, the only kind there is.
    package var type: String
    /// One, with the attribute `iam_id`.
    package var subjects: [PolicyAttributes]
    package var roles: [PolicyRoleReference]
    /// One, with `accountId` and what narrows the policy: `serviceName`, `region`, `serviceInstance`, ...
    package var resources: [PolicyAttributes]
    package var description: String?

    package init(iamID: String, roles: [PolicyRoleReference], resource: [PolicyAttribute], description: String? = nil) {
        type = "access"
        subjects = [PolicyAttributes(attributes: [PolicyAttribute(name: "iam_id", value: iamID)])]
        self.roles = roles
        resources = [PolicyAttributes(attributes: resource)]
        self.description = description
    }
}

/// A policy as `/v1/policies` shows it; what a change must name in `If-Match` is in the header `ETag`.
package struct PolicyResource: Codable, Sendable {
    package var id: String
    package var type: String
    package var description: String?
    package var subjects: [PolicyAttributes]
    package var roles: [PolicyRoleReference]
    package var resources: [PolicyAttributes]
    package var href: String
    package var createdAt: String
    package var createdByID: String
    package var lastModifiedAt: String
    package var lastModifiedByID: String
    package var state: String

    private enum CodingKeys: String, CodingKey {
        case id
        case type
        case description
        case subjects
        case roles
        case resources
        case href
        case createdAt = "created_at"
        case createdByID = "created_by_id"
        case lastModifiedAt = "last_modified_at"
        case lastModifiedByID = "last_modified_by_id"
        case state
    }

    package init(id: String, _ content: PolicyRequest, href: String) {
        self.id = id
        (type, description, subjects) = (content.type, content.description, content.subjects)
        (roles, resources, self.href) = (content.roles, content.resources, href)
        (createdAt, createdByID, lastModifiedAt, lastModifiedByID, state) = ("", "", "", "", "active")
    }
}

/// The policies that a request asked for.
package struct PolicyPage: Codable, Sendable {
    /// Where another page is.
    package struct Link: Codable, Sendable {
        package var href: String
        package var start: String?

        package init(href: String, start: String? = nil) {
            (self.href, self.start) = (href, start)
        }
    }

    package var policies: [PolicyResource]
    package var limit: Int?
    package var first: Link?
    package var next: Link?

    package init(policies: [PolicyResource]) {
        self.policies = policies
    }
}

/// The body of `PATCH /v1/policies/{id}`.
package struct PolicyStateRequest: Codable, Sendable {
    package var state: String

    package init(state: String) {
        self.state = state
    }
}

/// A role that policies can give.
package struct RoleResource: Codable, Sendable, Equatable {
    package var crn: String
    package var displayName: String
    package var description: String
    package var actions: [String] = []

    private enum CodingKeys: String, CodingKey {
        case crn
        case displayName = "display_name"
        case description
        case actions
    }

    package init(crn: String, displayName: String, description: String) {
        (self.crn, self.displayName, self.description) = (crn, displayName, description)
    }
}

/// The answer of `GET /v2/roles`: there are system roles only.
package struct RoleCollection: Codable, Sendable {
    package var customRoles: [RoleResource] = []
    package var serviceRoles: [RoleResource] = []
    package var systemRoles: [RoleResource]

    private enum CodingKeys: String, CodingKey {
        case customRoles = "custom_roles"
        case serviceRoles = "service_roles"
        case systemRoles = "system_roles"
    }

    package init(systemRoles: [RoleResource]) {
        self.systemRoles = systemRoles
    }
}
