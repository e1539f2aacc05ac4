// SPDX-License-Identifier: Apache-2.0

/// Whom a client trusts, who it is, and how patient it is.
package struct HTTPClientConfiguration: Sendable {
    /// Which certificate authorities vouch for servers.
    package enum Trust: Sendable, Equatable {
        /// `SSL_CERT_FILE` if set, else the machine's bundle.
        case system
        /// The PEM certificates in the file at this path.
        case file(String)
        /// These PEM certificates.
        case pem(String)
        /// Nobody is asked: any certificate will do.
        case anything
    }

    package var trust: Trust
    /// Certificate and private key that are shown to a server that asks, both PEM.
    package var clientCertificate: (certificatePEM: String, keyPEM: String)?
    /// Limit for a whole request; for streams and downloads the limit for silence.
    package var timeout: Duration
    /// Limit for the connection to come about, TLS included.
    package var connectTimeout: Duration
    package var userAgent: String
    /// Whether proxies are taken from the environment; loopback addresses never go through one.
    package var usesProxy: Bool
    /// How many redirects are followed; 0 hands the redirect to the caller.
    package var maximumRedirects: Int
    /// Limit for a body that is collected in memory.
    package var maximumBodyBytes: Int

    package init(
        trust: Trust = .system,
        clientCertificate: (certificatePEM: String, keyPEM: String)? = nil,
        timeout: Duration = .seconds(60),
        connectTimeout: Duration = .seconds(15),
        userAgent: String = "slipway",
        usesProxy: Bool = true,
        maximumRedirects: Int = 0,
        maximumBodyBytes: Int = 256 << 20
    ) {
        self.trust = trust
        self.clientCertificate = clientCertificate
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.userAgent = userAgent
        self.usesProxy = usesProxy
        self.maximumRedirects = maximumRedirects
        self.maximumBodyBytes = maximumBodyBytes
    }
}
