// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import TestSupport
import Testing

@Suite struct CertificateTests {
    private static let request = CertificateRequest(
        commonName: "kube-apiserver",
        organizations: ["system:masters", "a,b=c"],
        dnsNames: ["localhost", "kubernetes.default.svc", "*.example.com"],
        ipAddresses: ["127.0.0.1", "::1"],
        usages: [.server, .client]
    )

    private func write(_ text: String, _ path: String) throws {
        try Files.write(Data(text.utf8), to: path)
    }

    private func authority(days: Int = 3650) throws -> CertificateAuthority {
        try CertificateAuthority.create(commonName: "test authority", now: Date(), days: days)
    }

    @Test(arguments: [
        "openssl verify -x509_strict -CAfile ca.pem ca.pem",
        "openssl verify -x509_strict -CAfile ca.pem -purpose sslserver -verify_hostname localhost leaf.pem",
        "openssl verify -x509_strict -CAfile ca.pem -purpose sslserver -verify_ip ::1 leaf.pem",
        "openssl verify -x509_strict -CAfile ca.pem -purpose sslclient leaf.pem",
        "openssl x509 -in leaf.pem -noout -checkend 31000000",
        "! openssl x509 -in leaf.pem -noout -checkend 32000000",
        "! openssl verify -CAfile other.pem leaf.pem",
        "openssl x509 -in leaf.pem -noout -subject -nameopt RFC2253 | grep -F 'O=a\\,b=c'",
        "openssl pkey -in leaf-key.pem -pubout -out a && openssl x509 -in leaf.pem -noout -pubkey >b && cmp a b",
    ])
    func opensslAccepts(_ command: String) async throws {
        try await withTemporaryDirectory { directory in
            let authority = try authority()
            let issued = try authority.issue(Self.request, now: Date())
            try write(authority.certificatePEM, "\(directory)/ca.pem")
            try write(try self.authority().certificatePEM, "\(directory)/other.pem")
            try write(issued.certificatePEM, "\(directory)/leaf.pem")
            try write(issued.keyPEM, "\(directory)/leaf-key.pem")
            let status = try CommandLineVerifier.run(command, in: directory)
            let output = try Files.read("\(directory)/output") ?? Data()
            #expect(status == 0, "\(String(decoding: output, as: UTF8.self))")
        }
    }

    @Test func namesAndExpiryAreReadBack() throws {
        let now = Date(timeIntervalSince1970: 1_517_000_000)
        let authority = try CertificateAuthority.create(commonName: "test", now: now, days: 3650)
        let issued = try authority.issue(Self.request, now: now)
        let pem = issued.certificatePEM
        let expected = ["localhost", "kubernetes.default.svc", "*.example.com", "127.0.0.1", "::1"]
        #expect(try CertificateInspection.names(ofPEM: pem) == expected)
        #expect(try CertificateInspection.names(ofPEM: authority.certificatePEM) == [])
        #expect(try CertificateInspection.expiry(ofPEM: pem) == now.addingTimeInterval(365 * 86_400))
        #expect(try CertificateInspection.belongs(keyPEM: issued.keyPEM, toPEM: pem))
        #expect(try !CertificateInspection.belongs(keyPEM: authority.keyPEM, toPEM: pem))
        #expect(try CertificateInspection.isSigned(pem: pem, byAuthorityPEM: authority.certificatePEM))
        #expect(try !CertificateInspection.isSigned(pem: pem, byAuthorityPEM: self.authority().certificatePEM))
    }

    @Test func noCertificateOutlivesItsAuthority() throws {
        let authority = try authority(days: 10)
        let issued = try authority.issue(Self.request, now: Date())
        let end = try CertificateInspection.expiry(ofPEM: authority.certificatePEM)
        #expect(try CertificateInspection.expiry(ofPEM: issued.certificatePEM) == end)
    }

    @Test func authorityIsRestored() throws {
        let original = try authority()
        let restored = try CertificateAuthority(certificatePEM: original.certificatePEM, keyPEM: original.keyPEM)
        let issued = try restored.issue(Self.request, now: Date())
        let pem = issued.certificatePEM
        #expect(try CertificateInspection.isSigned(pem: pem, byAuthorityPEM: original.certificatePEM))
    }

    @Test func authorityNeedsItsOwnKeyAndTheRightToSign() throws {
        let (first, second) = (try authority(), try authority())
        let issued = try first.issue(Self.request, now: Date())
        #expect(throws: CryptographyError.self) {
            try CertificateAuthority(certificatePEM: first.certificatePEM, keyPEM: second.keyPEM)
        }
        #expect(throws: CryptographyError.self) {
            try CertificateAuthority(certificatePEM: issued.certificatePEM, keyPEM: issued.keyPEM)
        }
    }

    @Test(arguments: [
        CertificateRequest(commonName: "a", ipAddresses: ["127.0.0.1 "], usages: [.server]),
        CertificateRequest(commonName: "a", ipAddresses: ["localhost"], usages: [.server]),
        CertificateRequest(commonName: "a", dnsNames: ["b c"], usages: [.server]),
        CertificateRequest(commonName: "a", dnsNames: ["bücher.example"], usages: [.server]),
        CertificateRequest(commonName: String(repeating: "a", count: 65), usages: [.client]),
        CertificateRequest(commonName: "", usages: [.client]),
    ])
    func impossibleRequestIsRefused(_ request: CertificateRequest) throws {
        let authority = try authority()
        #expect(throws: CryptographyError.self) { try authority.issue(request, now: Date()) }
    }

    @Test(arguments: ["", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func textThatIsNoCertificateIsRefused(_ text: String) {
        #expect(throws: CryptographyError.self) { try CertificateInspection.expiry(ofPEM: text) }
    }
}
