// SPDX-License-Identifier: Apache-2.0

import API
import Model

/// What this service cannot do because clusters are made on its own host.
extension APIError {
    static func keyOwnerUnknown(_ region: String) -> APIError {
        APIError(
            status: 404,
            code: "E0036",
            message: "Nobody orders infrastructure in region '\(region)' for the account yet.",
            recovery: "To do so yourself, run 'bx cs api-key-reset'.",
            type: "Provisioning"
        )
    }

    static var credentialsNotUsed: APIError {
        APIError(
            status: 422,
            code: "E0037",
            message: "The service makes clusters on its own host and uses no account of an infrastructure.",
            recovery: "Clusters can be ordered without credentials; nothing was stored.",
            type: "Provisioning"
        )
    }

    static func subnetNotFound(_ id: String) -> APIError {
        APIError(
            status: 404,
            code: "E0033",
            message: "There is no such subnet '\(id.prefix(100))'.",
            recovery: "To list the subnets, run 'bx cs subnets'.",
            type: "Provisioning"
        )
    }

    static func subnetTaken(_ id: String, by cluster: Cluster) -> APIError {
        APIError(
            status: 409,
            code: "E0033",
            message: "The subnet '\(id)' is that of the workers of cluster '\(cluster.name)'.",
            recovery: "Each cluster has a subnet of its own; 'bx cs subnets' lists them.",
            type: "Provisioning"
        )
    }

    static func subnetsNotUsed(_ cluster: Cluster) -> APIError {
        APIError(
            status: 422,
            code: "E0038",
            message: "Cluster '\(cluster.name)' cannot use another subnet: the service has no load balancers yet.",
            recovery: "Services of the type NodePort are reached at the addresses of the workers, "
                + "which 'bx cs workers \(cluster.name)' lists.",
            type: "Provisioning"
        )
    }
}
