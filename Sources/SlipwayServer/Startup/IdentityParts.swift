// SPDX-License-Identifier: Apache-2.0

import Authentication
import Basics
import Cryptography
import IAM
import Storage

/// What issues tokens, and what verifies them, around one key.
struct IdentityParts: Sendable {
    let configuration: IAMConfiguration
    let issuer: TokenIssuer
    let authenticator: TokenAuthenticator
    let keySet: JSONWebKeySet

    init(
        _ configuration: ServerConfiguration,
        store: any UserStore & RefreshTokenStore,
        time: TimeSource,
        logger: Logger
    ) throws {
        let iam = IAMConfiguration(
            publicURL: configuration.publicURL.text,
            region: configuration.region,
            federatedDomains: configuration.federatedDomains
        )
        let keyFile = "\(configuration.dataDirectory)/token-signing-key.pem"
        let signer: TokenSigner
        do {
            signer = try SigningKeyFile.loadOrCreate(keyFile, time: time)
        } catch {
            throw StartupError.unusable("cannot use the key in \(keyFile): \(error)")
        }
        self.configuration = iam
        issuer = TokenIssuer(
            signer: signer,
            configuration: iam,
            users: store,
            refreshTokens: store,
            time: time,
            logger: logger
        )
        authenticator = TokenAuthenticator(
            verifier: TokenVerifier(keys: [signer.verificationKey]),
            issuer: iam.issuer,
            time: time
        )
        keySet = try JSONWebKeySet([signer.verificationKey])
    }
}
