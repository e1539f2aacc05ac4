// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Kubernetes

/// What the cluster believes of a node while its kubelet cannot say anything.
struct NodeCondition: Sendable {
    private static let taintLimit = Duration.seconds(10)

    let node: String
    let client: KubernetesClient

    private var path: String { "/api/v1/nodes/\(node)" }

    /// Says that the node is not ready, as the kubelet that would say otherwise has ended.
    ///
    /// The cluster would find out by itself, but not before most of a minute has passed; fine if there is no node.
    func setNotReady(reason: String, message: String, now: Date) async throws {
        guard let found = try await client.find(path) else { return }
        let others = (found["status"]?["conditions"]?.elements ?? []).filter { $0["type"]?.text != "Ready" }
        let time = JSONValue.string(now.secondText)
        let condition: JSONValue = [
            "type": "Ready", "status": "False", "reason": .string(reason), "message": .string(message),
            "lastHeartbeatTime": time, "lastTransitionTime": time,
        ]
        try await client.patch("\(path)/status", ["status": ["conditions": .array(others + [condition])]])
    }

    /// Returns when no new pods come to a node that is not ready, or after some time.
    func waitUntilAvoided() async throws {
        _ = try await Deadline.poll(every: .milliseconds(100), limit: Self.taintLimit) { () -> Bool? in
            guard let found = try await client.find(path) else { return true }
            let taints = found["spec"]?["taints"]?.elements ?? []
            return taints.contains { $0["key"]?.text == "node.kubernetes.io/not-ready" } ? true : nil
        }
    }
}
