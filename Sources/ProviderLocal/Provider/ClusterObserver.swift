// SPDX-License-Identifier: Apache-2.0

import Basics
import Kubernetes
import Provisioning

/// Looks at one cluster through its API server.
struct ClusterObserver: Sendable {
    /// The config map in which users say how many workers may be updated at a time; the name is the original's.
    private static let updateRules = "ibm-cluster-update-configuration"

    let order: ClusterOrder

    /// The observation when nobody can be asked.
    func nothing(message: String) -> ClusterObservation {
        ClusterObservation(
            isMasterReady: false,
            masterMessage: message,
            workers: order.workers.map { unseen($0, message: "the master cannot be asked", address: "") }
        )
    }

    func observe(_ client: KubernetesClient, layout: ClusterLayout) async -> ClusterObservation {
        guard await client.isReady() else { return nothing(message: "the API server does not answer") }
        do {
            let list = try await client.get("/api/v1/nodes")
            let nodes = Dictionary((list["items"]?.elements ?? []).map { (name(of: $0), $0) }) { first, _ in first }
            return ClusterObservation(
                isMasterReady: true,
                masterMessage: "",
                workers: order.workers.map { worker in
                    let address = layout.workerAddress(worker.number)
                    guard let node = nodes[worker.id] else {
                        return unseen(worker, message: "the node has not registered yet", address: address)
                    }
                    return seen(worker, node, address: address)
                }
            )
        } catch {
            return nothing(message: "\(error)")
        }
    }

    /// What users say inside the cluster about updates of workers.
    static func updateFacts(_ client: KubernetesClient) async throws -> WorkerUpdateFacts {
        let map = try await client.find("/api/v1/namespaces/kube-system/configmaps/\(updateRules)")
        let nodes = try await client.get("/api/v1/nodes")["items"]?.elements ?? []
        let labels = nodes.map { node in
            let members = node["metadata"]?["labels"]?.members ?? [:]
            return (node["metadata"]?["name"]?.text ?? "", members.compactMapValues(\.text))
        }
        return WorkerUpdateFacts(
            rules: map.map { $0["data"]?.members?.compactMapValues(\.text) ?? [:] },
            labels: Dictionary(labels) { first, _ in first }
        )
    }

    private func name(of node: JSONValue) -> String {
        node["metadata"]?["name"]?.text ?? ""
    }

    private func seen(_ worker: WorkerOrder, _ node: JSONValue, address: String) -> WorkerObservation {
        let conditions = node["status"]?["conditions"]?.elements ?? []
        let ready = conditions.first { $0["type"]?.text == "Ready" }
        let isReady = ready?["status"]?.text == "True"
        return WorkerObservation(
            id: worker.id,
            isReady: isReady,
            message: ready?["message"]?.text ?? "the node has not said yet how it is",
            privateIP: address,
            shortage: Self.shortage(conditions)
        )
    }

    /// What the node says that it runs short of.
    static func shortage(_ conditions: [JSONValue]) -> String {
        let pressing = conditions.filter {
            ["MemoryPressure", "DiskPressure", "PIDPressure"].contains($0["type"]?.text) && $0["status"]?.text == "True"
        }
        return pressing.map { $0["message"]?.text ?? $0["type"]?.text ?? "" }.joined(separator: "; ")
    }

    private func unseen(_ worker: WorkerOrder, message: String, address: String) -> WorkerObservation {
        WorkerObservation(id: worker.id, isReady: false, message: message, privateIP: address)
    }
}
