// SPDX-License-Identifier: Apache-2.0

import Basics
import Kubernetes

/// The pods on one node.
struct NodePods: Sendable {
    let node: String
    let client: KubernetesClient

    /// Those that can run elsewhere, or end: not those that are there once a node.
    func movable() async throws -> [JSONValue] {
        try await all().filter { pod in
            let isStatic = pod["metadata"]?["annotations"]?["kubernetes.io/config.mirror"] != nil
            let hasEnded = ["Succeeded", "Failed"].contains(pod["status"]?["phase"]?.text)
            return !Self.isOncePerNode(pod) && !isStatic && !hasEnded
        }
    }

    /// Has all pods forgotten without asking the node, of which nothing may run any more.
    ///
    /// Pods that are there once a node stay if `keepsOwn`: they would come back to the same node at once.
    func forget(keepsOwn: Bool = true) async throws {
        for pod in try await all() where !(keepsOwn && Self.isOncePerNode(pod)) {
            try await client.delete("\(Self.path(of: pod))?gracePeriodSeconds=0")
        }
    }

    static func path(of pod: JSONValue) -> String {
        let (name, namespace) = (pod["metadata"]?["name"]?.text ?? "", pod["metadata"]?["namespace"]?.text ?? "")
        return "/api/v1/namespaces/\(namespace)/pods/\(name)"
    }

    private func all() async throws -> [JSONValue] {
        try await client.get("/api/v1/pods?fieldSelector=spec.nodeName%3D\(node)")["items"]?.elements ?? []
    }

    private static func isOncePerNode(_ pod: JSONValue) -> Bool {
        (pod["metadata"]?["ownerReferences"]?.elements ?? []).contains { $0["kind"]?.text == "DaemonSet" }
    }
}
