// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Kubernetes

/// Raises the control plane of one cluster, step by step; each step looks first.
struct ControlPlane: Sendable {
    private static let etcdLimit = Duration.seconds(60)
    private static let apiServerLimit = Duration.seconds(120)
    private static let administratorsBinding = "slipway-administrators"
    private static let bindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"

    let units: ControlPlaneUnits
    let supervisor: Supervisor

    /// Starts etcd and returns when it accepts connections.
    func startEtcd() async throws {
        try Files.makeDirectory(units.layout.etcdDataFolder)
        try await supervisor.ensure(units.etcd)
        let port = units.layout.allocation.etcdClientPort
        let answer = try await Deadline.poll(every: .milliseconds(20), limit: Self.etcdLimit) {
            PortProbe.answers(port) ? true : nil
        }
        guard answer == true else { throw UnitNotReady(unit: units.etcd, limit: Self.etcdLimit) }
    }

    /// Starts the API server and returns when it is ready for requests.
    func startAPIServer(_ client: KubernetesClient) async throws {
        try await supervisor.ensure(units.apiServer)
        let answer = try await Deadline.poll(every: .milliseconds(50), limit: Self.apiServerLimit) {
            await client.isReady() ? true : nil
        }
        guard answer == true else { throw UnitNotReady(unit: units.apiServer, limit: Self.apiServerLimit) }
    }

    /// Starts what needs a ready API server.
    func startControllers() async throws {
        try await supervisor.ensure(units.controllerManager)
        try await supervisor.ensure(units.scheduler)
    }

    /// Lets these users, and no others, do everything.
    func grantAccess(to administrators: [String], _ client: KubernetesClient) async throws {
        let path = "\(Self.bindings)/\(Self.administratorsBinding)"
        let subjects = administrators.map { name -> JSONValue in
            ["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": .string(name)]
        }
        if let binding = try await client.find(path) {
            guard binding["subjects"]?.elements ?? [] != subjects else { return }
            try await client.patch(path, ["subjects": .array(subjects)])
            return
        }
        let binding: JSONValue = [
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "ClusterRoleBinding",
            "metadata": ["name": .string(Self.administratorsBinding)],
            "roleRef": [
                "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin",
            ],
            "subjects": .array(subjects),
        ]
        try await client.create(binding, in: Self.bindings)
    }
}

/// A program of the control plane did not become ready in time.
struct UnitNotReady: Error, CustomStringConvertible {
    let unit: UnitSpecification
    let limit: Duration

    var description: String {
        "\(unit.name) was not ready within \(limit.components.seconds) s; its last words: \(lastWords)"
    }

    private var lastWords: String {
        guard let log = try? Files.read(unit.logPath) else { return "none" }
        let lines = String(decoding: log.suffix(4_000), as: UTF8.self).split(separator: "\n").suffix(3)
        return lines.isEmpty ? "none" : lines.map { String($0.suffix(300)) }.joined(separator: " / ")
    }
}
