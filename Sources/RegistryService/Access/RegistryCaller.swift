// SPDX-License-Identifier: Apache-2.0

import API
package import Authentication
import Authorization
import Model

/// Who uses the registry, the account that they act in, and what they may do there.
package struct RegistryCaller: Sendable {
    package let principal: Principal
    package let accountID: String
    private let region: String
    private let access: Access

    init(_ principal: Principal, in accountID: String, region: String, access: Access) {
        self.principal = principal
        self.accountID = accountID
        self.region = region
        self.access = access
    }

    /// Whether a policy lets the caller do this with the namespace, be there one of that name or not.
    func may(_ action: RegistryAction, on namespace: String) -> Bool {
        access.roles(on: .registry(in: region, namespace: namespace)).contains(action.neededRole)
    }

    /// Whether the caller may do this with the registry as a whole.
    func may(_ action: RegistryAction) -> Bool {
        access.roles(on: .registry(in: region)).contains(action.neededRole)
    }

    /// Throws unless the caller may do this with the namespace; whose it is has been looked at before.
    func demand(_ action: RegistryAction, on namespace: String) throws {
        guard may(action, on: namespace) else {
            throw RegistryFault.roleNeeded(action, on: "the namespace '\(namespace)'", grant: grant(action, namespace))
        }
    }

    /// Throws unless the caller may do this with the registry as a whole.
    func demand(_ action: RegistryAction) throws {
        guard may(action) else {
            throw RegistryFault.roleNeeded(action, on: "the registry", grant: grant(action, nil))
        }
    }

    /// The command that would let the caller do this.
    private func grant(_ action: RegistryAction, _ namespace: String?) -> String {
        let subject =
            if let id = ServiceID.id(fromIAMID: principal.iamID) { "service-policy-create \(id)" } else {
                "user-policy-create \(principal.email)"
            }
        let narrowed = namespace.map { " --resource-type namespace --resource \($0)" } ?? ""
        return "bx iam \(subject) --roles \(action.neededRole.rawValue) "
            + "--service-name \(ResourceAttributes.registryService)\(narrowed)"
    }
}

extension ResourceAttributes {
    /// The registry of a region as policies name it, or one namespace in it.
    static func registry(in region: String, namespace: String? = nil) -> ResourceAttributes {
        ResourceAttributes(
            serviceName: registryService,
            region: region,
            resourceType: namespace == nil ? nil : "namespace",
            resource: namespace
        )
    }
}
