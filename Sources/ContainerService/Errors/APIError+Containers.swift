// SPDX-License-Identifier: Apache-2.0

import API
import Model
import Provisioning

/// The errors of the container service.
///
/// `A0003` and `E0008` are IBM's; the other numbers are ours, in the same form.
extension APIError {
    static func notLoggedIn(_ reason: String) -> APIError {
        APIError(
            status: 401,
            code: "A0003",
            message: reason,
            recovery: "To log in, run 'bx login'. Then run the command again.",
            type: "Authentication"
        )
    }

    static var noAccount: APIError {
        APIError(
            status: 403,
            code: "A0004",
            message: "The access token does not name an account.",
            recovery: "To choose an account, run 'bx target -c ACCOUNT_ID'.",
            type: "Authentication"
        )
    }

    static func otherAccount(_ requested: String) -> APIError {
        APIError(
            status: 403,
            code: "A0005",
            message: "The access token was not made for account '\(requested)'.",
            recovery: "To change the account, run 'bx target -c \(requested)'.",
            type: "Authentication"
        )
    }

    /// `target` names what the role is needed on, `grant` the command that gives it to the caller.
    static func roleNeeded(_ action: ClusterAction, on target: String, grant: String) -> APIError {
        APIError(
            status: 403,
            code: "A0006",
            message: "The role \(action.neededRole.rawValue) on \(target) is needed to \(action.phrase).",
            recovery: "Ask the owner or an administrator of the account to run '\(grant)'.",
            type: "Authorization"
        )
    }

    static var clusterNotFound: APIError {
        APIError(
            status: 404,
            code: "E0008",
            message: "The specified cluster could not be found.",
            recovery: "To list all clusters that you have access to, run 'bx cs clusters'.",
            type: "Provisioning"
        )
    }

    static var workerNotFound: APIError {
        APIError(
            status: 404,
            code: "E0011",
            message: "The specified worker node could not be found.",
            recovery: "To list the worker nodes of a cluster, run 'bx cs workers CLUSTER'.",
            type: "Provisioning"
        )
    }

    static func regionUnknown(_ name: String, known: [String]) -> APIError {
        badRequest(
            code: "E0026",
            "The region '\(name.prefix(100))' does not exist.",
            recovery: "Choose one of \(known.joined(separator: ", ")). To change the region, run 'bx cs region-set'."
        )
    }

    static func locationUnknown(_ name: String, known: [String]) -> APIError {
        APIError(
            status: 404,
            code: "E0005",
            message: "The location '\(name.prefix(100))' does not exist.",
            recovery: "Choose one of \(known.joined(separator: ", ")).",
            type: "Provisioning"
        )
    }

    static var disksUnencrypted: APIError {
        badRequest(
            code: "E0031",
            "The service does not encrypt the disks of workers.",
            recovery: "Order them with '--disable-disk-encrypt' or 'diskEncryption: false'; "
                + "whether the disk of the host is encrypted is up to its administrator."
        )
    }

    static func quotaReached(_ kind: QuotaKind, limit: Int) -> APIError {
        let raise =
            "ask the administrator of the service to run 'slipwayd quota set ACCOUNT --\(kind.rawValue) NUMBER'."
        return switch kind {
        case .freeClusters:
            APIError(
                status: 409,
                code: "E0034",
                message: "The account may have \(limit) free cluster\(limit == 1 ? "" : "s"), and has no more left.",
                recovery: "Order a standard cluster by naming a machine type, remove a free cluster, or \(raise)",
                type: "Provisioning"
            )
        case .clusters, .workers:
            APIError(
                status: 409,
                code: "E0035",
                message: "The account may have \(limit) \(kind.rawValue), and with these it would have more.",
                recovery: "Remove some of them, or \(raise)",
                type: "Provisioning"
            )
        }
    }

    static func noRoom(for count: Int, in cluster: Cluster) -> APIError {
        badRequest(
            code: "E0006",
            "The network of cluster '\(cluster.name)' has no room for \(count) more workers.",
            recovery: "Ask for at most \(Cluster.workerPlaces - cluster.workers.count) workers."
        )
    }

    static var workerPoolNotFound: APIError {
        APIError(
            status: 404,
            code: "E0018",
            message: "The specified worker pool could not be found.",
            recovery: "To list the worker pools of a cluster, run 'bx cs worker-pools --cluster CLUSTER'.",
            type: "Provisioning"
        )
    }

    static func poolNameTaken(_ name: String) -> APIError {
        APIError(
            status: 409,
            code: "E0019",
            message: "A worker pool with the name '\(name)' already exists in the cluster.",
            recovery: "Choose another name. To list the names in use, run 'bx cs worker-pools --cluster CLUSTER'.",
            type: "Provisioning"
        )
    }

    static func workerBeingRemoved(_ id: String) -> APIError {
        APIError(
            status: 409,
            code: "E0017",
            message: "The worker node '\(id)' is being removed.",
            recovery: "To list the worker nodes of a cluster, run 'bx cs workers CLUSTER'.",
            type: "Provisioning"
        )
    }

    /// One answer for what does not exist, belongs to another account or is closed to the caller.
    static func organizationUnknown(_ id: String) -> APIError {
        APIError(
            status: 403,
            code: "A0007",
            message: "You do not belong to an organization '\(id.prefix(64))' of this account.",
            recovery: "To list your organizations, run 'bx account orgs'. To choose one, run 'bx target -o ORG'.",
            type: "Authentication"
        )
    }

    static func nameTaken(_ name: String) -> APIError {
        APIError(
            status: 409,
            code: "E0007",
            message: "A cluster with the name '\(name)' already exists.",
            recovery: "Choose another name. To list the names in use, run 'bx cs clusters'.",
            type: "Provisioning"
        )
    }

    static func badRequest(code: String, _ message: String, recovery: String = "") -> APIError {
        APIError(status: 400, code: code, message: message, recovery: recovery, type: "Provisioning")
    }

    static func clusterNotReady(_ name: String, _ message: String) -> APIError {
        let step = message.isEmpty ? "" : " Now: \(message)."
        return APIError(
            status: 409,
            code: "E0021",
            message: "The master of cluster '\(name)' is not ready yet.\(step)",
            recovery: "To see how far it is, run 'bx cs cluster-get \(name)'.",
            type: "Provisioning"
        )
    }

    /// `progress` is what goes on.
    static func masterBusy(_ name: String, _ progress: String) -> APIError {
        APIError(
            status: 409,
            code: "E0028",
            message: "The master of cluster '\(name)' is being changed. Now: \(progress).",
            recovery: "To see how far it is, run 'bx cs cluster-get \(name)'. Then try again.",
            type: "Provisioning"
        )
    }

    static func masterDoesNotAnswer(_ name: String) -> APIError {
        APIError(
            status: 409,
            code: "E0023",
            message: "Your access to cluster '\(name)' cannot be set up now, because its master does not answer.",
            recovery: "To see how the cluster is, run 'bx cs cluster-get \(name)'. Then try again.",
            type: "Provisioning"
        )
    }

    static func beingDeleted(_ name: String) -> APIError {
        APIError(
            status: 409,
            code: "E0022",
            message: "The cluster '\(name)' is being deleted.",
            recovery: "To list all clusters that you have access to, run 'bx cs clusters'.",
            type: "Provisioning"
        )
    }

    /// The host lacks something: each problem with its mend.
    static func obstructed(_ subject: String, _ obstacles: [Obstacle]) -> APIError {
        let problems = obstacles.map(\.problem).joined(separator: "; ")
        let mends = obstacles.map(\.mend).filter { !$0.isEmpty }.joined(separator: "; ")
        return APIError(
            status: 422,
            code: "E0030",
            message: "This host cannot run \(subject): \(problems).",
            recovery: mends.isEmpty ? "" : "On the host of the service: \(mends). 'slipwayd check' shows what is left.",
            type: "Provisioning"
        )
    }

    /// For instance on a full disk.
    static func storeUnavailable(incidentID: String) -> APIError {
        APIError(
            status: 503,
            code: "E0040",
            message: "The service cannot use its database now. Its log has the reason under \(incidentID).",
            recovery: "Try again later, or tell the administrator of the service.",
            type: "Provisioning"
        )
    }

    static func internalFailure(incidentID: String) -> APIError {
        APIError(
            status: 500,
            code: "E0001",
            message: "The service could not complete the request. Its log has the reason under \(incidentID)."
        )
    }
}
