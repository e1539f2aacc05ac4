// SPDX-License-Identifier: Apache-2.0

package import API
package import Model

/// What a policy says, apart from whom it is about: roles on resources.
package struct PolicyTerms: Sendable, Equatable {
    /// The services that policies can be about; others are not here, and a policy on one would be a misspelt one.
    package static let services = [ResourceAttributes.containerService, ResourceAttributes.registryService]

    private static let longestValue = 1000
    private static var narrowing: [String: WritableKeyPath<ResourceAttributes, String?>] {
        [
            "serviceName": \.serviceName, "region": \.region, "serviceInstance": \.serviceInstance,
            "resourceType": \.resourceType, "resource": \.resource,
        ]
    }

    package let roles: Set<PlatformRole>
    package let resource: ResourceAttributes

    /// Reads roles and resources as `/v1/policies` has them, for a policy in the account.
    package init(
        roles: [PolicyRoleReference],
        resources: [PolicyAttributes],
        accountID: String
    ) throws(PolicyFault) {
        self.roles = try Self.roles(roles)
        guard resources.count == 1 else { throw PolicyFault("resources", "name exactly one") }
        resource = try Self.resource(resources[0].attributes, accountID: accountID)
    }

    private static func roles(_ references: [PolicyRoleReference]) throws(PolicyFault) -> Set<PlatformRole> {
        var roles: Set<PlatformRole> = []
        for reference in references {
            guard let role = PlatformRole(resourceName: reference.roleID) else {
                let known = PlatformRole.allCases.map(\.resourceName).joined(separator: ", ")
                throw PolicyFault("roles", "'\(reference.roleID.prefix(120))' is none of \(known)")
            }
            roles.insert(role)
        }
        guard !roles.isEmpty else { throw PolicyFault("roles", "name at least one") }
        return roles
    }

    private static func resource(
        _ attributes: [PolicyAttribute],
        accountID: String
    ) throws(PolicyFault) -> ResourceAttributes {
        guard Set(attributes.map(\.name)).count == attributes.count else {
            throw PolicyFault("resources", "name each attribute once")
        }
        var resource = ResourceAttributes()
        for attribute in attributes {
            try check(attribute)
            if attribute.name == "accountId" {
                guard attribute.value == accountID else {
                    throw PolicyFault("accountId", "it is not the account that the token is for")
                }
            } else if let part = narrowing[attribute.name] {
                resource[keyPath: part] = attribute.value
            } else {
                throw PolicyFault(String(attribute.name.prefix(80)), refusal(of: attribute.name))
            }
        }
        if let service = resource.serviceName, !services.contains(service) {
            throw PolicyFault("serviceName", "the services here are \(services.joined(separator: " and "))")
        }
        return resource
    }

    private static func check(_ attribute: PolicyAttribute) throws(PolicyFault) {
        let value = attribute.value
        guard !value.isEmpty, value.count <= longestValue,
            !value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw PolicyFault(
                String(attribute.name.prefix(80)),
                "it must have 1 to \(longestValue) characters and no line ends"
            )
        }
        guard ["stringEquals", nil].contains(attribute.operator) else {
            throw PolicyFault(String(attribute.name.prefix(80)), "the operator is stringEquals, patterns are not known")
        }
    }

    /// Silently taking what narrows a policy elsewhere would give more than was meant.
    private static func refusal(of attribute: String) -> String {
        switch attribute {
        case "resourceGroupId":
            "an account has one resource group, which narrows nothing; leave it out"
        case "serviceType":
            "leave it out: a policy without serviceName is for everything in the account, its administration included"
        default:
            "the attributes of resources are accountId, serviceName, region, serviceInstance, resourceType and resource"
        }
    }
}

/// Why something cannot be in a policy; `field` is what the request calls it.
package struct PolicyFault: Error, Sendable, Equatable {
    package let field: String
    package let reason: String

    package init(_ field: String, _ reason: String) {
        (self.field, self.reason) = (field, reason)
    }
}
