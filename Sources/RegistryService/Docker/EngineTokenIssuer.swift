// SPDX-License-Identifier: Apache-2.0

package import Basics
package import Cryptography
import FoundationEssentials

/// Signs the tokens that the engine believes.
package struct EngineTokenIssuer: Sendable {
    /// What tokens are for, as the engine calls itself to clients.
    package static let service = "registry"
    /// As which this service pulls and deletes in the engine.
    static let ownSubject = "slipwayd"
    /// In seconds; clients take at least a minute for granted.
    static let lifetime = 60

    /// Something that the bearer of a token may do.
    struct Access: Encodable, Equatable {
        let type: String
        let name: String
        let actions: [String]
    }

    private struct Claims: Encodable {
        let iss: String
        let sub: String
        let aud: String
        let iat: Int
        let nbf: Int
        let exp: Int
        let jti: String
        let access: [Access]
    }

    private let signer: CertifiedTokenSigner
    private let issuer: String
    private let time: TimeSource

    /// `issuer` is what the engine is told to expect in `iss`.
    package init(signer: CertifiedTokenSigner, issuer: String, time: TimeSource = .system) {
        self.signer = signer
        self.issuer = issuer
        self.time = time
    }

    /// A token with which `subject` may do what `access` says, for a minute.
    func token(for subject: String, _ access: [Access]) throws -> (text: String, issuedAt: Date) {
        let now = time.now()
        let claims = Claims(
            iss: issuer,
            sub: subject,
            aud: Self.service,
            iat: now.unixSeconds,
            nbf: now.unixSeconds,
            exp: now.unixSeconds + Self.lifetime,
            jti: RandomText.hex(byteCount: 16),
            access: access
        )
        return (try signer.sign(claims), now)
    }

    /// A token for this service itself.
    package func ownToken(_ scope: EngineClient.Scope) throws -> String {
        let access =
            switch scope {
            case .catalog: [Access(type: "registry", name: "catalog", actions: ["*"])]
            case .repository(let name):
                [Access(type: "repository", name: name, actions: ["pull", "push", "delete"])]
            case .mounting(let source, let target):
                [
                    Access(type: "repository", name: source, actions: ["pull"]),
                    Access(type: "repository", name: target, actions: ["pull", "push"]),
                ]
            }
        return try token(for: Self.ownSubject, access).text
    }
}
