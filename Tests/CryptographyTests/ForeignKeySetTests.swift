// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import TestSupport
import Testing

@testable import Cryptography

@Suite struct ForeignKeySetTests {
    private static let header = #"{"alg":"ES256","kid":"p"}"#

    /// A key set with a P-256 key, and a token that OpenSSL's program has signed with it.
    private func sample(in directory: String) throws -> (keySet: String, token: String) {
        let key = try PrivateKey.p256()
        let signed = Base64URL.encode(Self.header.utf8) + "." + Base64URL.encode("{}".utf8)
        try Files.write(Data(key.pem.utf8), to: "\(directory)/key.pem")
        try Files.write(Data(signed.utf8), to: "\(directory)/signed")
        let command =
            "openssl dgst -sha256 -sign key.pem -out signature signed && openssl pkey -in key.pem -pubout -outform DER "
            + "-out public"
        #expect(try CommandLineVerifier.run(command, in: directory) == 0)
        let point = try #require(try Files.read("\(directory)/public")).suffix(64)
        let keySet = """
            {"keys":[{"kty":"oct","kid":"s","k":"AAAA"},{"kty":"OKP","crv":"Ed25519","kid":"e","x":"AAAA"},
            {"kty":"EC","crv":"P-256","kid":"p","x":"\(Base64URL.encode(point.prefix(32)))",
            "y":"\(Base64URL.encode(point.suffix(32)))"}]}
            """
        let signature = Self.numbers(Array(try #require(try Files.read("\(directory)/signature"))))
        return (keySet, signed + "." + Base64URL.encode(signature))
    }

    /// The two numbers of a DER signature, 32 bytes each.
    private static func numbers(_ encoded: [UInt8]) -> [UInt8] {
        let first = Array(encoded[4..<(4 + Int(encoded[3]))])
        let second = Array(encoded[(6 + first.count)...])
        return [first, second].flatMap { number in
            Array(repeating: 0, count: max(0, 32 - number.count)) + number.suffix(32)
        }
    }

    @Test func ellipticCurveSignaturesVerify() async throws {
        try await withTemporaryDirectory { directory in
            let (keySet, token) = try sample(in: directory)
            let keys = try ForeignKeySet.verificationKeys(in: Data(keySet.utf8))
            #expect(keys.map(\.keyID) == ["p"])
            let verifier = TokenVerifier(keys: keys)
            #expect(try verifier.verify(token) == Data("{}".utf8))
            #expect(verifier.knowsKey(of: token))
            let parts = token.split(separator: ".")
            let changed = "\(parts[0]).\(Base64URL.encode("[]".utf8)).\(parts[2])"
            #expect(throws: CryptographyError.self) { try verifier.verify(changed) }
            let renamed = Base64URL.encode(#"{"alg":"RS256","kid":"p"}"#.utf8) + ".\(parts[1]).\(parts[2])"
            #expect(throws: CryptographyError.self) { try verifier.verify(renamed) }
            let short = "\(parts[0]).\(parts[1]).\(parts[2].dropLast(4))"
            #expect(throws: CryptographyError.self) { try verifier.verify(short) }
        }
    }

    @Test func keysWithoutAlgorithmAreTakenAndOthersPassedOver() throws {
        let signer = TokenSigner(key: try PrivateKey.rsa2048(), keyID: "r")
        let ours = try signer.verificationKey.jsonWebKey()
        let set = """
            {"keys":[{"kty":"RSA","kid":"r","n":"\(ours.modulus)","e":"\(ours.exponent)"},
            {"kty":"RSA","kid":"weak","n":"AQAB","e":"AQAB"},{"kty":"RSA","n":"\(ours.modulus)","e":"AQAB"},
            {"kty":"RSA","kid":"enc","use":"enc","n":"\(ours.modulus)","e":"AQAB"},
            {"kty":"RSA","kid":"ps","alg":"PS256","n":"\(ours.modulus)","e":"AQAB"},
            {"kty":"EC","crv":"P-256","kid":"off","x":"\(String(repeating: "A", count: 43))",
            "y":"\(String(repeating: "A", count: 43))"}]}
            """
        let keys = try ForeignKeySet.verificationKeys(in: Data(set.utf8))
        #expect(keys.map(\.keyID) == ["r"])
        let token = try signer.sign(["a": "b"])
        #expect(try TokenVerifier(keys: keys).verify(token) == Data(#"{"a":"b"}"#.utf8))
    }

    @Test(arguments: ["", "[]", "{}", #"{"keys":1}"#])
    func whatIsNoKeySetIsRefused(text: String) {
        #expect(throws: CryptographyError.self) { try ForeignKeySet.verificationKeys(in: Data(text.utf8)) }
    }
}
