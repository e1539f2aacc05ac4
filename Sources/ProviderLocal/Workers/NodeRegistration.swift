// SPDX-License-Identifier: Apache-2.0

import Basics
import Kubernetes
import Model
import Provisioning

/// Brings a node that the kubelet registers to Ready.
struct NodeRegistration: Sendable {
    /// The annotation with the keys of the labels that came with the order.
    private static let orderedLabels = "slipway.io/ordered-labels"
    private static let registrationLimit = Duration.seconds(120)
    private static let readyLimit = Duration.seconds(120)

    let worker: WorkerOrder
    let region: String
    let zone: String
    let address: String
    let podSubnet: String
    let client: KubernetesClient

    private var path: String { "/api/v1/nodes/\(worker.id)" }

    /// Returns when the node is Ready and carries its labels; on a node that is, it changes nothing.
    func run() async throws {
        let registered = try await Deadline.poll(every: .milliseconds(50), limit: Self.registrationLimit) {
            try await registeredNode()
        }
        guard let registered else {
            throw WorkerNotReady(worker: worker.id, reason: "its kubelet does not register it")
        }
        let changes = changes(to: registered)
        if changes != [:] { try await client.patch(path, changes) }
        let reopening = NodeDrain.reopening(registered)
        if reopening != [:] { try await client.patch(path, reopening) }
        var reason = ""
        let ready = try await Deadline.poll(every: .milliseconds(50), limit: Self.readyLimit) { () -> Bool? in
            let (isReady, message) = try await condition()
            reason = message
            return isReady ? true : nil
        }
        guard ready == true else { throw WorkerNotReady(worker: worker.id, reason: reason) }
    }

    /// The node once the kubelet has made it and its storage half.
    ///
    /// The kubelet makes the node itself: it crashes on one that is there without a capacity. It sends a status at
    /// once when the node gets its pod network, and then only every few seconds, and it cannot be ready before its
    /// CSINode exists: so that has to be there first.
    private func registeredNode() async throws -> JSONValue? {
        guard let node = try await client.find(path) else { return nil }
        let storage = try await client.find("/apis/storage.k8s.io/v1/csinodes/\(worker.id)")
        return storage == nil ? nil : node
    }

    /// What the node lacks and what it has too much, as a merge patch.
    func changes(to node: JSONValue) -> JSONValue {
        let present = node["metadata"]?["labels"]?.members ?? [:]
        var labels = labels.filter { present[$0.key]?.text != $0.value }.mapValues { JSONValue.string($0) }
        // Labels that were ordered before and no longer are; those that others put there stay.
        let former = node["metadata"]?["annotations"]?[Self.orderedLabels]?.text ?? ""
        for key in former.split(separator: ",").map(String.init)
        where present[key] != nil && self.labels[key] == nil { labels[key] = .null }
        var changes: JSONValue = [:]
        if !labels.isEmpty { changes["metadata"] = ["labels": .object(labels)] }
        let ordered = worker.labels.keys.sorted().joined(separator: ",")
        if former != ordered {
            var metadata = changes["metadata"] ?? [:]
            metadata["annotations"] = .object([Self.orderedLabels: ordered.isEmpty ? .null : .string(ordered)])
            changes["metadata"] = metadata
        }
        if node["spec"]?["podCIDR"] == nil {
            changes["spec"] = ["podCIDR": .string(podSubnet), "podCIDRs": [.string(podSubnet)]]
        }
        return changes
    }

    private var labels: [String: String] {
        worker.labels.merging(ownLabels) { $1 }
    }

    private var ownLabels: [String: String] {
        [
            "failure-domain.beta.kubernetes.io/region": region,
            "failure-domain.beta.kubernetes.io/zone": zone,
            "topology.kubernetes.io/region": region,
            "topology.kubernetes.io/zone": zone,
            "beta.kubernetes.io/instance-type": worker.machineType.name,
            "node.kubernetes.io/instance-type": worker.machineType.name,
            "ibm-cloud.kubernetes.io/internal-ip": address,
            "ibm-cloud.kubernetes.io/machine-type": worker.machineType.name,
            "ibm-cloud.kubernetes.io/region": region,
            "ibm-cloud.kubernetes.io/worker-id": worker.id,
            "ibm-cloud.kubernetes.io/zone": zone,
        ]
    }

    private func condition() async throws -> (isReady: Bool, message: String) {
        let node = try await client.get(path)
        let ready = node["status"]?["conditions"]?.elements?.first { $0["type"]?.text == "Ready" }
        return (ready?["status"]?.text == "True", ready?["message"]?.text ?? "the kubelet says nothing")
    }
}

/// A worker that did not become ready in time.
struct WorkerNotReady: Error, CustomStringConvertible {
    let worker: String
    let reason: String

    var description: String { "worker \"\(worker)\" is not ready: \(reason)" }
}
