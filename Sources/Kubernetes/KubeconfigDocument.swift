// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Writes kubeconfig files for one cluster and one user.
package struct KubeconfigDocument: Sendable {
    private let clusterName: String
    private let serverURL: String
    private let authorityFile: String
    private let userName: String
    private let userLines: [String]

    /// A user who is known by an id token and renews it at its issuer.
    package static func oidc(
        clusterName: String,
        serverURL: String,
        authorityFile: String,
        userName: String,
        issuerURL: String,
        issuerAuthorityPEM: String,
        clientID: String = "bx",
        clientSecret: String = "bx",
        idToken: String,
        refreshToken: String
    ) -> String {
        let document = KubeconfigDocument(
            clusterName: clusterName,
            serverURL: serverURL,
            authorityFile: authorityFile,
            userName: userName,
            userLines: [
                "auth-provider:",
                "  name: \"oidc\"",
                "  config:",
                "    client-id: \(quoted(clientID))",
                "    client-secret: \(quoted(clientSecret))",
                "    id-token: \(quoted(idToken))",
                "    idp-certificate-authority-data: \(quoted(Data(issuerAuthorityPEM.utf8).base64EncodedString()))",
                "    idp-issuer-url: \(quoted(issuerURL))",
                "    refresh-token: \(quoted(refreshToken))",
            ]
        )
        return document.text
    }

    /// A user who is known by a client certificate; the files lie beside the kubeconfig.
    package static func clientCertificate(
        clusterName: String,
        serverURL: String,
        authorityFile: String,
        userName: String = "admin",
        certificateFile: String = "admin.pem",
        keyFile: String = "admin-key.pem"
    ) -> String {
        let document = KubeconfigDocument(
            clusterName: clusterName,
            serverURL: serverURL,
            authorityFile: authorityFile,
            userName: userName,
            userLines: [
                "client-certificate: \(quoted(certificateFile))",
                "client-key: \(quoted(keyFile))",
            ]
        )
        return document.text
    }

    private var text: String {
        let lines =
            [
                "apiVersion: \"v1\"",
                "kind: \"Config\"",
                "preferences: {}",
                "clusters:",
                "- name: \(Self.quoted(clusterName))",
                "  cluster:",
                "    certificate-authority: \(Self.quoted(authorityFile))",
                "    server: \(Self.quoted(serverURL))",
                "contexts:",
                "- name: \(Self.quoted(clusterName))",
                "  context:",
                "    cluster: \(Self.quoted(clusterName))",
                "    user: \(Self.quoted(userName))",
                "    namespace: \"default\"",
                "current-context: \(Self.quoted(clusterName))",
                "users:",
                "- name: \(Self.quoted(userName))",
                "  user:",
            ] + userLines.map { "    " + $0 }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A YAML double-quoted scalar, whatever `text` holds.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\x" + (digits.count == 1 ? "0" : "") + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
