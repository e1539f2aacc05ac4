// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Model

/// The files that tell an API server which requests it notes, and where it sends them.
///
/// It always has a log of its own, which tells when the cluster was last of use. Whoever wants to know more has it
/// send everything to a webhook.
struct AuditFiles: Sendable {
    let layout: ClusterLayout
    /// Nil if it sends nothing.
    let webhook: AuditWebhook?

    private var policyFile: String { "\(layout.auditFolder)/policy.json" }
    /// Like a kubeconfig, with a key in it.
    private var webhookFile: String { "\(layout.auditFolder)/webhook.json" }

    /// The arguments of the API server.
    var arguments: [String] {
        let log = [
            "--audit-policy-file=\(policyFile)",
            "--audit-log-path=\(layout.auditLog)",
            "--audit-log-maxsize=1",
            "--audit-log-maxbackup=1",
        ]
        guard webhook != nil else { return log }
        return log + ["--audit-webhook-config-file=\(webhookFile)", "--audit-webhook-batch-max-wait=5s"]
    }

    /// Makes the files, and removes what is not needed; leaves what is as it should be.
    func ensure() throws {
        try Files.makeDirectory(layout.auditFolder)
        try write(policy, to: policyFile)
        try makeLog()
        guard let webhook else { return try Files.remove(webhookFile) }
        try write(Self.configuration(of: webhook), to: webhookFile)
    }

    /// The API server would make one that others may read, and leaves the rights of one that is there.
    private func makeLog() throws {
        guard !Files.exists(layout.auditLog) else { return }
        try Files.makeDirectory(layout.unitFolder("kube-apiserver"))
        try Files.write(Data(), to: layout.auditLog)
    }

    private func write(_ document: JSONValue, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let content = try encoder.encode(document)
        if try Files.read(path) == content { return }
        try Files.write(content, to: path)
    }

    /// Who did what to what, and never with its content, as that may be secret.
    private var policy: JSONValue {
        [
            "apiVersion": "audit.k8s.io/v1",
            "kind": "Policy",
            "omitStages": ["RequestReceived"],
            "rules": .array((webhook == nil ? Self.insideRequests : Self.endlessRequests) + [["level": "Metadata"]]),
        ]
    }

    /// All that the cluster's own parts ask: nobody who looks for its users wants to know.
    private static let insideRequests: [JSONValue] = [
        ["level": "None", "users": .array(ClusterInsiders.users.map { .string($0) })],
        ["level": "None", "userGroups": .array(ClusterInsiders.groups.map { .string($0) })],
    ]

    /// What the cluster's own parts read again and again.
    private static let endlessRequests: [JSONValue] = [
        ["level": "None", "nonResourceURLs": ["/healthz*", "/livez*", "/readyz*", "/version", "/openapi*"]],
        ["level": "None", "resources": [["group": "", "resources": ["events"]]]],
        ["level": "None", "resources": [["group": "coordination.k8s.io", "resources": ["leases"]]]],
        [
            "level": "None",
            "users": [
                "system:apiserver", "system:kube-controller-manager", "system:kube-scheduler", "system:kube-proxy",
            ],
            "verbs": ["get", "list", "watch"],
        ],
        [
            "level": "None", "userGroups": ["system:nodes", "system:serviceaccounts:kube-system"],
            "verbs": ["get", "list", "watch"],
        ],
    ]

    private static func configuration(of webhook: AuditWebhook) -> JSONValue {
        var cluster: [String: JSONValue] = ["server": .string(webhook.serverURL)]
        var user: [String: JSONValue] = [:]
        cluster["certificate-authority-data"] = webhook.authorityPEM.map(encoded)
        user["client-certificate-data"] = webhook.clientCertificatePEM.map(encoded)
        user["client-key-data"] = webhook.clientKeyPEM.map(encoded)
        return [
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [["name": "audit", "cluster": .object(cluster)]],
            "users": [["name": "apiserver", "user": .object(user)]],
            "contexts": [["name": "audit", "context": ["cluster": "audit", "user": "apiserver"]]],
            "current-context": "audit",
        ]
    }

    private static func encoded(_ text: String) -> JSONValue {
        .string(Data(text.utf8).base64EncodedString())
    }
}
