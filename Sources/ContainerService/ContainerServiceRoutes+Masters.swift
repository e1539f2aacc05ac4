// SPDX-License-Identifier: Apache-2.0

import API
import HTTP

extension ContainerServiceRoutes {
    func mountMasters(on router: inout Router, base: String) {
        let cluster = "\(base)/clusters/{cluster}"
        router.on(
            .put,
            cluster,
            .init(
                "Masters",
                "Update the master of a cluster",
                details:
                    "The action is 'update'. It goes on after the answer; the workers go on and keep their version.",
                takes: .json(ClusterUpdateRequest.self),
                status: 204
            ),
            audit.wrapping("containers.cluster-update") { try await masters.update($0) }
        )
        router.on(
            .put,
            "\(cluster)/masters",
            .init(
                "Masters",
                "Restart the master of a cluster",
                details: "The action is 'refresh'. It applies how the API server is configured.",
                takes: .json(ClusterUpdateRequest.self),
                status: 204
            ),
            audit.wrapping("containers.master-refresh") { try await masters.refresh($0) }
        )
        mountAuditWebhooks(on: &router, path: "\(cluster)/apiserverconfigs/auditwebhook")
    }

    private func mountAuditWebhooks(on router: inout Router, path: String) {
        router.on(
            .get,
            path,
            .init(
                "Masters",
                "Show where the API server is to send audit events",
                details: "Certificates and key are not shown.",
                gives: .json(AuditWebhookInfo.self)
            )
        ) { try await auditWebhooks.show($0) }
        router.on(
            .put,
            path,
            .init(
                "Masters",
                "Set where the API server is to send audit events",
                details: "A restart of the master applies it.",
                takes: .json(AuditWebhookInfo.self),
                status: 204
            ),
            audit.wrapping("containers.audit-webhook-set") { try await auditWebhooks.set($0) }
        )
        router.on(
            .delete,
            path,
            .init(
                "Masters",
                "Have the API server send no audit events",
                details: "A restart of the master applies it.",
                status: 204
            ),
            audit.wrapping("containers.audit-webhook-unset") { try await auditWebhooks.unset($0) }
        )
    }
}
