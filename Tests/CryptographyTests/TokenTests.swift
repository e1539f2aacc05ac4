// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import TestSupport
import Testing

@Suite struct TokenTests {
    private struct Claims: Codable, Equatable {
        var sub: String
        var exp = 1_517_000_000
        var aud = ["a/b"]
    }

    // Making an RSA key is slow, so the tests share two.
    private static let keys = Result { (try PrivateKey.rsa2048(), try PrivateKey.rsa2048()) }
    private let signer: TokenSigner
    private let other: TokenSigner
    private let key: PrivateKey

    init() throws {
        let keys = try Self.keys.get()
        key = keys.0
        signer = TokenSigner(key: keys.0, keyID: "20180101-00:00:00")
        other = TokenSigner(key: keys.1, keyID: "20180102-00:00:00")
    }

    private func verifier() -> TokenVerifier {
        TokenVerifier(keys: [signer.verificationKey, other.verificationKey])
    }

    private func text(_ part: Substring) throws -> String {
        String(decoding: try #require(Base64URL.decode(part)), as: UTF8.self)
    }

    @Test func verifiedPayloadIsWhatWasSigned() throws {
        let claims = Claims(sub: "IBMid-1")
        let payload = try verifier().verify(try signer.sign(claims))
        #expect(try JSONDecoder().decode(Claims.self, from: payload) == claims)
    }

    @Test func headerNamesKeyAndAlgorithm() throws {
        let parts = try signer.sign(Claims(sub: "a")).split(separator: ".")
        #expect(try text(parts[0]) == #"{"alg":"RS256","kid":"20180101-00:00:00"}"#)
        let typed = try TokenSigner(key: key, keyID: "k", type: "JWT").sign(Claims(sub: "a")).split(separator: ".")
        #expect(try text(typed[0]) == #"{"alg":"RS256","kid":"k","typ":"JWT"}"#)
    }

    @Test func payloadIsPlainASCIIWithSortedKeys() throws {
        let token = try signer.sign(Claims(sub: "é>?~\u{7F}\u{1F600}\"\\"))
        let payload = try text(token.split(separator: ".")[1])
        #expect(
            payload
                == #"{"aud":["a/b"],"exp":1517000000,"sub":"\u00e9\u003e\u003f\u007e\u007f\ud83d\ude00\"\\"}"#
        )
    }

    @Test func payloadDecodesWithTheStandardAlphabet() throws {
        var everything = String.UnicodeScalarView()
        for value in 1...0x2FF { if let scalar = Unicode.Scalar(value) { everything.append(scalar) } }
        let all = String(everything)
        for shift in 0..<3 {
            let claims = Claims(sub: String(repeating: "x", count: shift) + all)
            let token = try signer.sign(claims)
            let part = token.split(separator: ".")[1]
            #expect(!part.contains("-") && !part.contains("_"))
            let padding = String(repeating: "=", count: (4 - part.count % 4) % 4)
            let data = try #require(Data(base64Encoded: part + padding))
            #expect(try JSONDecoder().decode(Claims.self, from: data) == claims)
        }
    }

    @Test func opensslAcceptsTheSignature() async throws {
        try await withTemporaryDirectory { directory in
            let parts = try signer.sign(Claims(sub: "a")).split(separator: ".")
            try Files.write(Data("\(parts[0]).\(parts[1])".utf8), to: "\(directory)/signed")
            try Files.write(try #require(Base64URL.decode(parts[2])), to: "\(directory)/signature")
            try Files.write(Data(key.publicPEM.utf8), to: "\(directory)/key.pem")
            let command = "openssl dgst -sha256 -verify key.pem -signature signature signed"
            #expect(try CommandLineVerifier.run(command, in: directory) == 0)
        }
    }

    @Test func everyChangedByteIsNoticed() throws {
        let verifier = verifier()
        let token = Array(try signer.sign(Claims(sub: "a")).utf8)
        for index in token.indices {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(throws: CryptographyError.self) { try verifier.verify(String(decoding: changed, as: UTF8.self)) }
        }
    }

    @Test(arguments: [
        #"{"alg":"none","kid":"20180101-00:00:00"}"#,
        #"{"alg":"HS256","kid":"20180101-00:00:00"}"#,
        #"{"alg":"RS256","kid":"20180102-00:00:00"}"#,
        #"{"alg":"RS256","kid":"unknown"}"#,
        #"{"alg":"RS256"}"#,
        #"{"alg":"RS256","kid":"20180101-00:00:00","crit":["exp"]}"#,
        #"[]"#,
    ])
    func otherHeaderIsRefused(_ header: String) throws {
        let parts = try signer.sign(Claims(sub: "a")).split(separator: ".")
        for signature in [parts[2], ""] {
            let token = "\(Base64URL.encode(header.utf8)).\(parts[1]).\(signature)"
            #expect(throws: CryptographyError.self) { try verifier().verify(token) }
        }
    }

    @Test(arguments: ["", ".", "..", "...", "a.b", "a.b.c.d", "a.b.c=", String(repeating: "a", count: 70_000)])
    func malformedTokenIsRefused(_ token: String) {
        #expect(throws: CryptographyError.self) { try verifier().verify(token) }
    }

    @Test func publishedKeysVerify() throws {
        let set = try JSONWebKeySet([signer.verificationKey, other.verificationKey])
        let encoded = try JSONEncoder().encode(set)
        let object = try JSONDecoder().decode([String: [[String: String]]].self, from: encoded)
        let first = try #require(object["keys"]?.first)
        #expect(Set(first.keys) == ["kty", "n", "e", "alg", "kid", "use"])
        #expect(first["e"] == "AQAB")
        let verifier = try TokenVerifier(keySet: JSONDecoder().decode(JSONWebKeySet.self, from: encoded))
        for signer in [signer, other] { _ = try verifier.verify(try signer.sign(Claims(sub: "a"))) }
    }

    @Test func keySetWithWeakOrForeignKeyIsRefused() throws {
        let set = try JSONWebKeySet([signer.verificationKey])
        for change: (inout JSONWebKey) -> Void in [
            { $0.keyType = "oct" }, { $0.algorithm = "HS256" }, { $0.use = "enc" }, { $0.modulus = "AQAB" },
            { $0.exponent = "?" },
        ] {
            var changed = set
            change(&changed.keys[0])
            #expect(throws: CryptographyError.self) { try TokenVerifier(keySet: changed) }
        }
    }

    @Test func onlyRSAKeysSignTokens() throws {
        let signer = TokenSigner(key: try PrivateKey.p256(), keyID: "a")
        #expect(throws: CryptographyError.self) { try signer.sign(Claims(sub: "a")) }
        #expect(throws: CryptographyError.self) { try JSONWebKeySet([signer.verificationKey]) }
    }
}
