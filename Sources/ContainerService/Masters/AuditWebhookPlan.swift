// SPDX-License-Identifier: Apache-2.0

import API
import Cryptography
import Model

/// What a request for an audit webhook comes to once everything is checked: with a wrong one no API server would start.
struct AuditWebhookPlan {
    let webhook: AuditWebhook

    init(_ request: AuditWebhookInfo) throws {
        let server = request.auditServer ?? ""
        guard !server.isEmpty else {
            throw Self.refused("There is no audit server by default.", "Name one with '--remoteServer URL'.")
        }
        let isSecure = try Self.isSecure(server)
        // The certificates are for a server that has one.
        let certificate = isSecure ? Self.text(request.clientCertificate) : nil
        let key = isSecure ? Self.text(request.clientKey) : nil
        let authority = isSecure ? Self.text(request.caCertificate) : nil
        if let authority, (try? CertificateInspection.expiry(ofPEM: authority)) == nil {
            throw Self.refused("The CA certificate is no certificate in PEM form.", "")
        }
        guard (certificate == nil) == (key == nil) else {
            throw Self.refused("A client certificate and its key come together.", "Add the one that is missing.")
        }
        if let certificate, let key, (try? CertificateInspection.belongs(keyPEM: key, toPEM: certificate)) != true {
            throw Self.refused("The client key does not belong to the client certificate.", "Both are PEM files.")
        }
        webhook = AuditWebhook(
            serverURL: server,
            authorityPEM: authority,
            clientCertificatePEM: certificate,
            clientKeyPEM: key
        )
    }

    private static func text(_ text: String?) -> String? {
        text.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether the server is asked over TLS; throws if it is no URL of a server.
    private static func isSecure(_ url: String) throws -> Bool {
        let isSecure = url.lowercased().hasPrefix("https://")
        let rest = url.drop { $0 != ":" }.dropFirst(3)
        let host = rest.prefix { !"/?#".contains($0) }
        let isPlain = url.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") }
        guard isSecure || url.lowercased().hasPrefix("http://"), !host.isEmpty, isPlain, url.utf8.count <= 2_000 else {
            throw refused(
                "The audit server '\(url.prefix(100))' is no URL.",
                "It is as in 'https://audit.example.com/in'."
            )
        }
        guard !host.contains("@") else {
            throw refused("The URL of the audit server has a password in it.", "Use a client certificate.")
        }
        return isSecure
    }

    private static func refused(_ message: String, _ recovery: String) -> APIError {
        APIError.badRequest(code: "E0029", message, recovery: recovery)
    }
}
