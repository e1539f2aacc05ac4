// SPDX-License-Identifier: Apache-2.0

import API
package import Authentication
package import Authorization
import Model

/// Who uses this service, the account that they act in, and what they may do there.
package struct Caller: Sendable {
    package let principal: Principal
    package let accountID: String
    /// The organization that the caller has targeted; nil if none.
    package let organizationID: String?
    private let access: Access

    package init(_ principal: Principal, in accountID: String, targeting organizationID: String?, access: Access) {
        self.principal = principal
        self.accountID = accountID
        self.organizationID = organizationID
        self.access = access
    }

    /// Whether a policy lets the caller do this with the cluster.
    func may(_ action: ClusterAction, on cluster: Cluster) -> Bool {
        access.roles(on: cluster.resource).contains(action.neededRole)
    }

    /// Throws unless the caller may do this with the cluster; without any role on it, it does not exist for them.
    func demand(_ action: ClusterAction, on cluster: Cluster) throws {
        guard !access.roles(on: cluster.resource).isEmpty else { throw APIError.clusterNotFound }
        guard may(action, on: cluster) else {
            throw APIError.roleNeeded(
                action,
                on: "cluster '\(cluster.name)'",
                grant: grant(action, on: cluster.resource)
            )
        }
    }

    /// Throws unless the caller may do this with all clusters of the region.
    func demand(_ action: ClusterAction, in region: String) throws {
        let resource = Cluster.resource(in: region)
        guard access.roles(on: resource).contains(action.neededRole) else {
            throw APIError.roleNeeded(
                action,
                on: "all clusters of region '\(region)'",
                grant: grant(action, on: resource)
            )
        }
    }

    /// The command that would let the caller do this.
    private func grant(_ action: ClusterAction, on resource: ResourceAttributes) -> String {
        let subject =
            if let id = ServiceID.id(fromIAMID: principal.iamID) { "service-policy-create \(id)" } else {
                "user-policy-create \(principal.email)"
            }
        let instance = resource.serviceInstance.map { " --service-instance \($0)" } ?? ""
        return "bx iam \(subject) --roles \(action.neededRole.rawValue) "
            + "--service-name \(ResourceAttributes.containerService)\(instance)"
    }
}
