// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Writes kubeconfig files for kubectl and the programs of a cluster.
package enum KubeconfigDocument {
    /// A person's: the identity service's tokens, which kubectl renews by itself.
    ///
    /// `authorityFile` may be relative to the kubeconfig. `issuerAuthorityPEM` nil means the system's authorities.
    package static func oidc(
        clusterName: String,
        serverURL: String,
        authorityFile: String,
        userName: String,
        issuerURL: String,
        issuerAuthorityPEM: String?,
        clientID: String = "bx",
        clientSecret: String = "bx",
        idToken: String,
        refreshToken: String
    ) -> String {
        var settings = [("client-id", clientID), ("client-secret", clientSecret), ("id-token", idToken)]
        if let issuerAuthorityPEM {
            let encoded = Data(issuerAuthorityPEM.utf8).base64EncodedString()
            settings.append(("idp-certificate-authority-data", encoded))
        }
        settings += [("idp-issuer-url", issuerURL), ("refresh-token", refreshToken)]
        let user =
            ["auth-provider:", "  name: oidc", "  config:"] + settings.map { "    \($0.0): \(quoted($0.1))" }
        return document(clusterName, serverURL, authorityFile, namespace: "default", userName: userName, user: user)
    }

    /// A program's or a super user's: a client certificate, whose paths may be relative to the kubeconfig.
    package static func clientCertificate(
        clusterName: String,
        serverURL: String,
        authorityFile: String,
        userName: String = "admin",
        certificateFile: String = "admin.pem",
        keyFile: String = "admin-key.pem"
    ) -> String {
        let user = ["client-certificate: \(quoted(certificateFile))", "client-key: \(quoted(keyFile))"]
        return document(clusterName, serverURL, authorityFile, namespace: "default", userName: userName, user: user)
    }

    private static func document(
        _ clusterName: String,
        _ serverURL: String,
        _ authorityFile: String,
        namespace: String,
        userName: String,
        user: [String]
    ) -> String {
        let lines =
            [
                "apiVersion: v1",
                "kind: Config",
                "clusters:",
                "- name: \(quoted(clusterName))",
                "  cluster:",
                "    certificate-authority: \(quoted(authorityFile))",
                "    server: \(quoted(serverURL))",
                "contexts:",
                "- name: \(quoted(clusterName))",
                "  context:",
                "    cluster: \(quoted(clusterName))",
                "    user: \(quoted(userName))",
                "    namespace: \(quoted(namespace))",
                "current-context: \(quoted(clusterName))",
                "preferences: {}",
                "users:",
                "- name: \(quoted(userName))",
                "  user:",
            ] + user.map { "    \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The text as a YAML double-quoted scalar, so that `true`, `1.0` and `null` stay texts.
    static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "\n": "\\n"
            case "\t": "\\t"
            case "\r": "\\r"
            default: scalar.value < 0x20 || scalar.value == 0x7F ? escape(scalar) : String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
    }
}
