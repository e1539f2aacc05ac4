// SPDX-License-Identifier: Apache-2.0

/// What a new certificate shall say.
package struct CertificateRequest: Sendable, Equatable {
    /// What the certificate may prove.
    package enum Usage: Sendable, CaseIterable {
        case server
        case client
    }

    /// At most 64 characters.
    package var commonName: String
    package var organizations: [String]
    package var dnsNames: [String]
    package var ipAddresses: [String]
    package var usages: Set<Usage>
    /// How long it is valid; the end of its authority ends it in any case.
    package var days: Int

    package init(
        commonName: String,
        organizations: [String] = [],
        dnsNames: [String] = [],
        ipAddresses: [String] = [],
        usages: Set<Usage>,
        days: Int = 365
    ) {
        self.commonName = commonName
        self.organizations = organizations
        self.dnsNames = dnsNames
        self.ipAddresses = ipAddresses
        self.usages = usages
        self.days = days
    }
}

/// A certificate with the private key that belongs to it.
package struct IssuedCertificate: Sendable, Equatable {
    package let certificatePEM: String
    package let keyPEM: String

    package init(certificatePEM: String, keyPEM: String) {
        self.certificatePEM = certificatePEM
        self.keyPEM = keyPEM
    }
}
