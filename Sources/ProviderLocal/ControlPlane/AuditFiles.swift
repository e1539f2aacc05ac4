// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Model

/// The files that tell an API server which audit events it sends where.
struct AuditFiles: Sendable {
    let layout: ClusterLayout
    /// Nil if it sends none.
    let webhook: AuditWebhook?

    private var policyFile: String { "\(layout.auditFolder)/policy.json" }
    /// Like a kubeconfig, with a key in it.
    private var webhookFile: String { "\(layout.auditFolder)/webhook.json" }

    /// The arguments of an API server that sends audit events.
    var arguments: [String] {
        guard webhook != nil else { return [] }
        return [
            "--audit-policy-file=\(policyFile)",
            "--audit-webhook-config-file=\(webhookFile)",
            "--audit-webhook-batch-max-wait=5s",
        ]
    }

    /// Makes the files, or removes them if there is no webhook; leaves what is as it should be.
    func ensure() throws {
        guard let webhook else { return try Files.remove(layout.auditFolder) }
        try Files.makeDirectory(layout.auditFolder)
        try write(Self.policy, to: policyFile)
        try write(Self.configuration(of: webhook), to: webhookFile)
    }

    private func write(_ document: JSONValue, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let content = try encoder.encode(document)
        if try Files.read(path) == content { return }
        try Files.write(content, to: path)
    }

    /// Who did what to what, and never with its content, as that may be secret.
    ///
    /// What the cluster's own parts read again and again is left out.
    private static let policy: JSONValue = [
        "apiVersion": "audit.k8s.io/v1",
        "kind": "Policy",
        "omitStages": ["RequestReceived"],
        "rules": [
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
            ["level": "Metadata"],
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
