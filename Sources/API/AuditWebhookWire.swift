// SPDX-License-Identifier: Apache-2.0

/// The body of `/v1/clusters/{cluster}/apiserverconfigs/auditwebhook`; answers have the server alone.
///
/// Keys that are not known are ignored.
package struct AuditWebhookInfo: Codable, Sendable, Equatable {
    /// The URL; empty in an answer if none is set.
    package var auditServer: String?
    /// The authority behind the server's certificate, PEM.
    package var caCertificate: String?
    /// The certificate and the key that the API server shows, PEM.
    package var clientCertificate: String?
    package var clientKey: String?

    package init(
        auditServer: String?,
        caCertificate: String? = nil,
        clientCertificate: String? = nil,
        clientKey: String? = nil
    ) {
        self.auditServer = auditServer
        self.caCertificate = caCertificate
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
    }
}
