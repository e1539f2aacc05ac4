// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Kubernetes
import Provisioning

/// The secrets with which a cluster pulls images of its account.
///
/// Pods of the namespace `default` that name no service account use theirs without being told. In other namespaces people put up
/// their own.
struct PullSecrets: Sendable {
    static let name = "bluemix-default-secret"
    private static let type = "kubernetes.io/dockercfg"
    private static let key = ".dockercfg"
    private static let namespaces = ["default", "kube-system"]
    private static let account = "/api/v1/namespaces/default/serviceaccounts/default"

    let client: KubernetesClient

    /// Makes the secrets hold the credentials, or removes them if there are none; tells whether that changed anything.
    func ensure(_ credentials: [PullCredential]) async throws(KubernetesError) -> Bool {
        var isChanged = false
        for namespace in Self.namespaces where try await ensureSecret(credentials, in: namespace) { isChanged = true }
        if try await attach(!credentials.isEmpty) { isChanged = true }
        return isChanged
    }

    private func ensureSecret(
        _ credentials: [PullCredential],
        in namespace: String
    ) async throws(KubernetesError) -> Bool {
        let collection = "/api/v1/namespaces/\(namespace)/secrets"
        let path = "\(collection)/\(Self.name)"
        let existing = try await client.find(path)
        guard !credentials.isEmpty else {
            if existing != nil { try await client.delete(path) }
            return existing != nil
        }
        let data: JSONValue = [Self.key: .string(Data(Self.document(of: credentials).utf8).base64EncodedString())]
        if let existing {
            guard existing["type"]?.text != Self.type || existing["data"] != data else { return false }
            // The type of a secret cannot be changed, and others may have put more into it.
            try await client.delete(path)
        }
        let secret: JSONValue = [
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": [
                "name": .string(Self.name), "labels": ["app.kubernetes.io/managed-by": "slipway"],
            ],
            "type": .string(Self.type),
            "data": data,
        ]
        try await client.create(secret, in: collection)
        return true
    }

    /// Names the secret in the default service account beside those that others put there, or takes it away.
    ///
    /// While there is no such account its maker is about to come: the next call finds it.
    private func attach(_ isWanted: Bool) async throws(KubernetesError) -> Bool {
        guard let account = try await client.find(Self.account) else { return false }
        let present = account["imagePullSecrets"]?.elements ?? []
        let others = present.filter { $0["name"]?.text != Self.name }
        guard (others.count < present.count) != isWanted else { return false }
        let own: [JSONValue] = isWanted ? [["name": .string(Self.name)]] : []
        // With the version that was read, so that nobody's change in between is lost.
        let version = account["metadata"]?["resourceVersion"] ?? .null
        let changes: JSONValue = ["metadata": ["resourceVersion": version], "imagePullSecrets": .array(others + own)]
        try await client.patch(Self.account, changes)
        return true
    }

    /// The older of the two forms of docker's credentials, by host.
    private static func document(of credentials: [PullCredential]) -> String {
        let entries = credentials.sorted { $0.host < $1.host }.map { credential -> String in
            let pair = Data("\(credential.user):\(credential.password)".utf8).base64EncodedString()
            let members = [
                ("username", credential.user), ("password", credential.password), ("email", "unused"), ("auth", pair),
            ]
            let texts = members.map { "\(quoted($0.0)):\(quoted($0.1))" }
            return "\(quoted(credential.host)):{\(texts.joined(separator: ","))}"
        }
        return "{\(entries.joined(separator: ","))}"
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        return "\"\(String(escaped))\""
    }
}
