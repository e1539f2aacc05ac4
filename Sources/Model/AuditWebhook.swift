// SPDX-License-Identifier: Apache-2.0

/// Where the API server of a cluster sends its audit events.
package struct AuditWebhook: Sendable, Equatable, Codable {
    /// `http://...` or `https://...`.
    package let serverURL: String
    /// Who vouches for the server's certificate, PEM; nil for the authorities of the host.
    package let authorityPEM: String?
    /// Who the API server is to it, PEM; both or none.
    package let clientCertificatePEM: String?
    package let clientKeyPEM: String?

    package init(
        serverURL: String,
        authorityPEM: String? = nil,
        clientCertificatePEM: String? = nil,
        clientKeyPEM: String? = nil
    ) {
        self.serverURL = serverURL
        self.authorityPEM = authorityPEM
        self.clientCertificatePEM = clientCertificatePEM
        self.clientKeyPEM = clientKeyPEM
    }
}
