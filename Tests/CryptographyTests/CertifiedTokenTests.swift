// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Testing

@testable import Cryptography

@Suite struct CertifiedTokenTests {
    private struct Header: Decodable {
        let alg: String
        let x5c: [String]
    }

    private static func authority() throws -> CertificateAuthority {
        try CertificateAuthority.create(commonName: "Tokens", now: Date(), days: 1)
    }

    /// Many times, since numbers with leading zeros are rare.
    @Test func signaturesAreThoseOfTheCertifiedKey() throws {
        let authority = try Self.authority()
        let signer = try CertifiedTokenSigner(certificatePEM: authority.certificatePEM, keyPEM: authority.keyPEM)
        let key = VerificationKey(keyID: "", handle: try PrivateKey(pem: authority.keyPEM).handle)
        for number in 0..<600 {
            let parts = try signer.sign(["number": "\(number)"]).split(separator: ".")
            try #require(parts.count == 3)
            let signature = try #require(Base64URL.decode(parts[2]))
            #expect(signature.count == 64)
            #expect(key.isSignature(Array(signature), of: "\(parts[0]).\(parts[1])".utf8))
            #expect(!key.isSignature(Array(signature), of: "\(parts[0]).x".utf8))
        }
    }

    @Test func headerBringsTheCertificate() throws {
        let authority = try Self.authority()
        let signer = try CertifiedTokenSigner(certificatePEM: authority.certificatePEM, keyPEM: authority.keyPEM)
        let token = try signer.sign(["a": "b"])
        let header = try JSONDecoder().decode(
            Header.self,
            from: try #require(Base64URL.decode(token.prefix { $0 != "." }))
        )
        #expect(header.alg == "ES256")
        let pem = "-----BEGIN CERTIFICATE-----\n\(try #require(header.x5c.first))\n-----END CERTIFICATE-----\n"
        #expect(header.x5c.count == 1)
        #expect(try CertificateInspection.belongs(keyPEM: authority.keyPEM, toPEM: pem))
    }

    @Test func keyAndCertificateHaveToBelongTogether() throws {
        let (one, other) = (try Self.authority(), try Self.authority())
        #expect(throws: CryptographyError.self) {
            try CertifiedTokenSigner(certificatePEM: one.certificatePEM, keyPEM: other.keyPEM)
        }
    }

    /// Cases 1 and 6 of RFC 4231.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func authenticationCodeIsThatOfTheStandard(secret: [UInt8], text: String, code: String) {
        #expect(Hexadecimal.text(of: MessageAuthentication.code(of: text.utf8, secret: secret)) == code)
    }
}
