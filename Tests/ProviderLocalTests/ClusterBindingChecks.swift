// SPDX-License-Identifier: Apache-2.0

import Basics
import Kubernetes
import Provisioning
import Testing

@testable import ProviderLocal

/// What users may do inside a real cluster, asked of its API server.
struct ClusterBindingChecks {
    /// What somebody wants to do, as the API server is asked about it.
    private struct Act: CustomStringConvertible {
        let verb: String
        var group = ""
        let resource: String
        var namespace = "default"
        var name = ""

        var description: String { "\(verb) \(group)/\(resource) \(name) in \(namespace)" }
    }

    private static let rbac = "/apis/rbac.authorization.k8s.io/v1"
    private static let namespaced = "\(rbac)/namespaces/default/rolebindings"
    private static let former = "\(rbac)/clusterrolebindings/slipway-administrators"
    private static let rights = ClusterRights([
        "IAM#viewer": .view, "IAM#editor": .edit, "IAM#operator": .operate, "IAM#administrator": .administer,
    ])
    /// Each act, with those of the users who may do it.
    private static let acts: [(Act, Set<String>)] = [
        (Act(verb: "list", resource: "pods"), ["viewer", "editor", "operator", "administrator"]),
        (Act(verb: "create", resource: "pods"), ["editor", "operator", "administrator"]),
        (Act(verb: "get", resource: "secrets"), ["editor", "operator", "administrator"]),
        (
            Act(verb: "create", group: "rbac.authorization.k8s.io", resource: "roles"),
            ["operator", "administrator"]
        ),
        (Act(verb: "update", resource: "namespaces", name: "default"), ["administrator"]),
        (Act(verb: "delete", resource: "namespaces", name: "default"), ["administrator"]),
        (Act(verb: "list", resource: "pods", namespace: "kube-system"), ["administrator"]),
        (Act(verb: "list", resource: "nodes", namespace: ""), ["administrator"]),
        (
            Act(verb: "create", group: "rbac.authorization.k8s.io", resource: "clusterrolebindings", namespace: ""),
            ["administrator"]
        ),
    ]

    private let provider: LocalProvider
    private let clusterID: String
    private let client: KubernetesClient

    init(_ fixture: ControlPlaneFixture, _ provider: LocalProvider) async throws {
        self.provider = provider
        clusterID = fixture.order.id
        let access = try #require(try await provider.access(to: fixture.order.id))
        client = KubernetesClient(
            serverURL: access.serverURL,
            authorityPEM: access.authorityPEM,
            certificatePEM: access.adminCertificatePEM,
            keyPEM: access.adminKeyPEM
        )
    }

    func run() async throws {
        try await makeFormerBinding()
        try await provider.grantAccess(Self.rights, to: clusterID)
        #expect(try await client.find(Self.former) == nil)
        for (act, allowed) in Self.acts {
            for user in ["viewer", "editor", "operator", "administrator", "stranger"] {
                try await expect("IAM#\(user)", act, isAllowed: allowed.contains(user))
            }
        }
        try await grantingAgainChangesNothing()
        try await whatOthersChangedIsRepaired()
        try await whatIsNotGivenAnyMoreIsTaken()
    }

    /// What versions before roles left in a cluster.
    private func makeFormerBinding() async throws {
        let binding: JSONValue = [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
            "metadata": ["name": "slipway-administrators"],
            "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"],
            "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "IAM#stranger"]],
        ]
        try await client.create(binding, in: "\(Self.rbac)/clusterrolebindings")
    }

    private func grantingAgainChangesNothing() async throws {
        let before = try await client.get("\(Self.namespaced)/ibm-view")
        try await provider.grantAccess(Self.rights, to: clusterID)
        #expect(try await client.get("\(Self.namespaced)/ibm-view") == before)
    }

    private func whatOthersChangedIsRepaired() async throws {
        let pods = Act(verb: "list", resource: "pods")
        try await client.delete("\(Self.namespaced)/ibm-view")
        try await client.patch("\(Self.rbac)/clusterrolebindings/ibm-admin", ["subjects": []])
        try await client.delete("\(Self.namespaced)/ibm-edit")
        let stronger: JSONValue = [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": "ibm-edit"],
            "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"],
            "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "IAM#stranger"]],
        ]
        try await client.create(stronger, in: Self.namespaced)
        try await expect("IAM#viewer", pods, isAllowed: false)
        try await expect("IAM#stranger", pods, isAllowed: true)

        try await provider.grantAccess(Self.rights, to: clusterID)
        try await expect("IAM#viewer", pods, isAllowed: true)
        try await expect("IAM#stranger", pods, isAllowed: false)
        try await expect("IAM#editor", Act(verb: "create", resource: "pods"), isAllowed: true)
        try await expect("IAM#administrator", Act(verb: "list", resource: "nodes", namespace: ""), isAllowed: true)
    }

    private func whatIsNotGivenAnyMoreIsTaken() async throws {
        let pods = Act(verb: "list", resource: "pods")
        try await provider.grantAccess(ClusterRights(["IAM#viewer": .operate]), to: clusterID)
        for user in ["editor", "operator", "administrator"] {
            try await expect("IAM#\(user)", pods, isAllowed: false)
        }
        let roles = Act(verb: "create", group: "rbac.authorization.k8s.io", resource: "roles")
        try await expect("IAM#viewer", roles, isAllowed: true)
        let binding = try await client.get("\(Self.namespaced)/ibm-view")
        #expect(binding["subjects"]?.elements ?? [] == [])
    }

    /// The API server takes a moment to hear of its own bindings.
    private func expect(_ user: String, _ act: Act, isAllowed: Bool) async throws {
        let review: JSONValue = [
            "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
            "spec": [
                "user": .string(user),
                "resourceAttributes": [
                    "verb": .string(act.verb), "group": .string(act.group), "resource": .string(act.resource),
                    "namespace": .string(act.namespace), "name": .string(act.name),
                ],
            ],
        ]
        let seen = try await Deadline.poll(every: .milliseconds(50), limit: .seconds(60)) {
            let answer = try await client.create(review, in: "/apis/authorization.k8s.io/v1/subjectaccessreviews")
            return answer["status"]?["allowed"]?.truth == isAllowed ? true : nil
        }
        #expect(seen == true, "\(user) \(isAllowed ? "may" : "may not") \(act)")
    }
}
