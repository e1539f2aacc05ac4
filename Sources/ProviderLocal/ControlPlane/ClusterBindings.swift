// SPDX-License-Identifier: Apache-2.0

import Basics
import Kubernetes
import Provisioning

/// The role bindings that give users their rights inside one cluster; each of ours has a fixed name.
///
/// Bindings of other names are left alone: they are their makers' affair.
struct ClusterBindings: Sendable {
    private static let group = "rbac.authorization.k8s.io"
    private static let namespaced = "/apis/\(group)/v1/namespaces/default/rolebindings"
    private static let clusterWide = "/apis/\(group)/v1/clusterrolebindings"
    /// What a binding was called when whoever ordered a cluster could do everything in it.
    private static let former = "slipway-administrators"

    let client: KubernetesClient

    /// Makes the bindings say what `rights` says; tells whether anything had to be changed for that.
    func ensure(_ rights: ClusterRights) async throws(KubernetesError) -> Bool {
        var existing = try await existingInNamespace()
        let administrators = Self.name(of: .administer)
        existing[administrators] = try await client.find("\(Self.clusterWide)/\(administrators)")
        // Before the new one is there, so that nothing of it stays if this ends in between.
        if existing[administrators] == nil { try await client.delete("\(Self.clusterWide)/\(Self.former)") }
        var isChanged = false
        for right in ClusterRight.allCases {
            let binding = Self.binding(right, users: rights.users(with: right))
            if try await ensure(binding, of: right, inPlaceOf: existing[Self.name(of: right)]) { isChanged = true }
        }
        return isChanged
    }

    private func existingInNamespace() async throws(KubernetesError) -> [String: JSONValue] {
        let bindings = try await client.get(Self.namespaced)["items"]?.elements ?? []
        return Dictionary(bindings.map { ($0["metadata"]?["name"]?.text ?? "", $0) }) { first, _ in first }
    }

    private func ensure(
        _ binding: JSONValue,
        of right: ClusterRight,
        inPlaceOf existing: JSONValue?
    ) async throws(KubernetesError) -> Bool {
        let collection = right == .administer ? Self.clusterWide : Self.namespaced
        let path = "\(collection)/\(Self.name(of: right))"
        if let existing {
            if existing["roleRef"] == binding["roleRef"] {
                let subjects = binding["subjects"] ?? []
                guard existing["subjects"] ?? [] != subjects else { return false }
                try await client.patch(path, ["subjects": subjects])
                return true
            }
            // Somebody made it for another role, and the role of a binding cannot be changed.
            try await client.delete(path)
        }
        try await client.create(binding, in: collection)
        return true
    }

    private static func name(of right: ClusterRight) -> String {
        switch right {
        case .view: "ibm-view"
        case .edit: "ibm-edit"
        case .operate: "ibm-operate"
        case .administer: "ibm-admin"
        }
    }

    /// The role of Kubernetes' own that a right stands for.
    private static func clusterRole(of right: ClusterRight) -> String {
        switch right {
        case .view: "view"
        case .edit: "edit"
        case .operate: "admin"
        case .administer: "cluster-admin"
        }
    }

    private static func binding(_ right: ClusterRight, users: [String]) -> JSONValue {
        let role: JSONValue = [
            "apiGroup": .string(group), "kind": "ClusterRole", "name": .string(clusterRole(of: right)),
        ]
        let subjects = users.map { name -> JSONValue in
            ["apiGroup": .string(group), "kind": "User", "name": .string(name)]
        }
        return [
            "apiVersion": .string("\(group)/v1"),
            "kind": right == .administer ? "ClusterRoleBinding" : "RoleBinding",
            "metadata": [
                "name": .string(name(of: right)), "labels": ["app.kubernetes.io/managed-by": "slipway"],
            ],
            "roleRef": role,
            "subjects": .array(subjects),
        ]
    }
}
