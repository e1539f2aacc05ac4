// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Kubernetes
import Model

/// Moves the pods of a node away: no new ones come, and those that are there are asked to end.
///
/// Budgets that pods have against disruption are kept, as long as there is time for that.
struct NodeDrain: Sendable {
    /// Twice what pods get for their end if they do not say otherwise.
    static let standardLimit = Duration.seconds(60)
    /// The annotation of a node that is closed for pods because of work on its worker.
    private static let mark = "slipway.io/closed"

    let node: String
    let client: KubernetesClient
    /// That of the API server.
    let version: KubernetesVersion
    var limit = standardLimit

    private var path: String { "/api/v1/nodes/\(node)" }
    private var pods: NodePods { NodePods(node: node, client: client) }

    /// True if no pod is left but those that belong to the node; nothing is done where there is no such node.
    func run() async throws -> Bool {
        guard let found = try await client.find(path) else { return true }
        if found["spec"]?["unschedulable"]?.truth != true { try await close() }
        // Nobody is there who could end a pod.
        guard Self.isReady(found) else { return false }
        let isEmpty = try await Deadline.poll(every: .milliseconds(200), limit: limit) { () -> Bool? in
            let pods = try await pods.movable()
            for pod in pods where pod["metadata"]?["deletionTimestamp"] == nil { try await evict(pod) }
            return pods.isEmpty ? true : nil
        }
        return isEmpty ?? false
    }

    /// Keeps new pods away, and remembers that it was not somebody else who does.
    private func close() async throws {
        try await client.patch(
            path,
            ["spec": ["unschedulable": true], "metadata": ["annotations": .object([Self.mark: "true"])]]
        )
    }

    /// The changes, as a merge patch, that let new pods come to a node from which they were kept away here.
    static func reopening(_ node: JSONValue) -> JSONValue {
        guard node["metadata"]?["annotations"]?[mark] != nil else { return [:] }
        return ["spec": ["unschedulable": .null], "metadata": ["annotations": .object([mark: .null])]]
    }

    private func evict(_ pod: JSONValue) async throws {
        let isOld = version < KubernetesVersion(major: 1, minor: 22, patch: 0)
        let eviction: JSONValue = [
            "apiVersion": isOld ? "policy/v1beta1" : "policy/v1",
            "kind": "Eviction",
            "metadata": [
                "name": pod["metadata"]?["name"] ?? "", "namespace": pod["metadata"]?["namespace"] ?? "",
            ],
        ]
        do {
            try await client.create(eviction, in: "\(NodePods.path(of: pod))/eviction")
        } catch {
            switch error {
            case .notFound: return
            // A budget does not allow it now, perhaps later.
            case .refused(_, status: 429, _), .refused(_, status: 500, _): return
            default: throw error
            }
        }
    }

    private static func isReady(_ node: JSONValue) -> Bool {
        let conditions = node["status"]?["conditions"]?.elements ?? []
        return conditions.contains { $0["type"]?.text == "Ready" && $0["status"]?.text == "True" }
    }
}
