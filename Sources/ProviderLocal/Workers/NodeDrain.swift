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

    let node: String
    let client: KubernetesClient
    /// That of the API server.
    let version: KubernetesVersion
    var limit = standardLimit

    private var path: String { "/api/v1/nodes/\(node)" }
    private var podsPath: String { "/api/v1/pods?fieldSelector=spec.nodeName%3D\(node)" }

    /// True if no pod is left but those that belong to the node; nothing is done where there is no such node.
    func run() async throws -> Bool {
        guard let found = try await client.find(path) else { return true }
        if found["spec"]?["unschedulable"]?.truth != true { try await setSchedulable(false) }
        // Nobody is there who could end a pod.
        guard Self.isReady(found) else { return false }
        let isEmpty = try await Deadline.poll(every: .milliseconds(200), limit: limit) { () -> Bool? in
            let pods = try await movablePods()
            for pod in pods where pod["metadata"]?["deletionTimestamp"] == nil { try await evict(pod) }
            return pods.isEmpty ? true : nil
        }
        return isEmpty ?? false
    }

    /// Lets new pods come, or keeps them away.
    func setSchedulable(_ isSchedulable: Bool) async throws {
        try await client.patch(path, ["spec": ["unschedulable": .boolean(!isSchedulable)]])
    }

    /// Has all pods of the node forgotten, without asking the node: nothing of it may run any more.
    func forgetPods() async throws {
        for pod in try await client.get(podsPath)["items"]?.elements ?? [] {
            try await client.delete("\(Self.path(of: pod))?gracePeriodSeconds=0")
        }
    }

    /// The pods that can run elsewhere, or end: not those that are there once a node.
    private func movablePods() async throws -> [JSONValue] {
        let pods = try await client.get(podsPath)["items"]?.elements ?? []
        return pods.filter { pod in
            let owners = pod["metadata"]?["ownerReferences"]?.elements ?? []
            let isOncePerNode = owners.contains { $0["kind"]?.text == "DaemonSet" }
            let isStatic = pod["metadata"]?["annotations"]?["kubernetes.io/config.mirror"] != nil
            let hasEnded = ["Succeeded", "Failed"].contains(pod["status"]?["phase"]?.text)
            return !isOncePerNode && !isStatic && !hasEnded
        }
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
            try await client.create(eviction, in: "\(Self.path(of: pod))/eviction")
        } catch {
            switch error {
            case .notFound: return
            // A budget does not allow it now, perhaps later.
            case .refused(_, status: 429, _), .refused(_, status: 500, _): return
            default: throw error
            }
        }
    }

    private static func path(of pod: JSONValue) -> String {
        let (name, namespace) = (pod["metadata"]?["name"]?.text ?? "", pod["metadata"]?["namespace"]?.text ?? "")
        return "/api/v1/namespaces/\(namespace)/pods/\(name)"
    }

    private static func isReady(_ node: JSONValue) -> Bool {
        let conditions = node["status"]?["conditions"]?.elements ?? []
        return conditions.contains { $0["type"]?.text == "Ready" && $0["status"]?.text == "True" }
    }
}
