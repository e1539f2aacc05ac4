// SPDX-License-Identifier: Apache-2.0

import API
import HTTP

extension ContainerServiceRoutes {
    func mountClusters(on router: inout Router, base: String) {
        let all = "\(base)/clusters"
        let one = "\(all)/{cluster}"
        router.on(
            .get,
            all,
            .init("Clusters", "List the clusters", parameters: [.region], gives: .json([ClusterInfo].self))
        ) { try await clusters.list($0) }
        router.on(
            .post,
            all,
            .init(
                "Clusters",
                "Order a cluster",
                details:
                    "It is built after the answer; its state tells how far it is. It is free without a machine type.",
                parameters: [.region, .organization],
                takes: .json(ClusterCreateRequest.self),
                needing: ["name"],
                status: 201,
                gives: .json(ClusterCreateResponse.self)
            ),
            audit.wrapping("containers.cluster-create") { try await clusters.create($0) }
        )
        router.on(
            .get,
            one,
            .init(
                "Clusters",
                "Show a cluster",
                parameters: [
                    .query("showResources", "Whether its add-ons and VLANs are shown.", values: ["true", "false"])
                ],
                gives: .json(ClusterInfo.self)
            )
        ) { try await clusters.show($0) }
        router.on(
            .delete,
            one,
            .init(
                "Clusters",
                "Remove a cluster",
                details: "It is removed after the answer, with all that runs and is kept in it.",
                parameters: [
                    .query(
                        "deleteResources",
                        "Taken for the sake of other clients; nothing of a cluster outlives it.",
                        values: ["true", "false"]
                    )
                ],
                status: 204
            ),
            audit.wrapping("containers.cluster-delete") { try await clusters.delete($0) }
        )
        router.on(
            .get,
            "\(one)/events",
            .init("Clusters", "List what happened to a cluster, oldest first", gives: .json([ClusterEventInfo].self))
        ) { try await events.list($0) }
        router.on(
            .put,
            "\(one)/hibernation",
            .init(
                "Clusters",
                "Say after how long without use a cluster is frozen",
                details: "A frozen cluster takes no processor time; the first request to its API thaws it.",
                takes: .json(HibernationRequest.self),
                status: 204
            ),
            audit.wrapping("containers.hibernation-change") { try await clusters.changeHibernation($0) }
        )
        mountConfigurations(on: &router, cluster: one)
        router.on(
            .get,
            "\(base)/kube-versions",
            .init(
                "Clusters",
                "List the versions of Kubernetes that clusters can have",
                isPublic: true,
                gives: .json([KubeVersionInfo].self)
            )
        ) { try await versions.list($0) }
        router.on(
            .get,
            "\(base)/versions",
            .init(
                "Clusters",
                "List the versions of Kubernetes by what they are for",
                isPublic: true,
                gives: .json(VersionCatalogue.self)
            )
        ) { try await versions.catalogue($0) }
    }

    /// What clients of later years ask for by other paths.
    func mountSecondVersion(on router: inout Router, base: String) {
        router.on(
            .get,
            "\(base)/getCluster",
            .init(
                "Clusters",
                "Show a cluster",
                details: "As of version 2 of the API; the answer is that of version 1.",
                parameters: [.query("cluster", "The name or the ID of a cluster.", isRequired: true)],
                gives: .json(ClusterInfo.self)
            )
        ) { try await clusters.show($0) }
    }

    private func mountConfigurations(on router: inout Router, cluster: String) {
        let network = RouteDescription.Parameter.query(
            "createNetworkConfig",
            "Taken for the sake of other clients; there is none of the network.",
            values: ["true", "false"]
        )
        router.on(
            .get,
            "\(cluster)/config",
            .init(
                "Clusters",
                "Download the Kubernetes configuration of the caller",
                details: "The archive has a folder with a kubeconfig and the certificate of the cluster's authority.",
                parameters: [network],
                gives: .file("application/zip")
            ),
            audit.wrapping("containers.config-download") { try await configurations.user($0) }
        )
        router.on(
            .get,
            "\(cluster)/config/admin",
            .init(
                "Clusters",
                "Download the Kubernetes configuration of the super user",
                parameters: [network],
                gives: .file("application/zip")
            ),
            audit.wrapping("containers.admin-config-download") { try await configurations.admin($0) }
        )
    }
}
