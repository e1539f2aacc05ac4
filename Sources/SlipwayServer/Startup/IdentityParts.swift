// SPDX-License-Identifier: Apache-2.0

import Authentication
import Basics
import IAM
import Storage

/// What issues tokens, and what verifies them, around the same keys.
struct IdentityParts: Sendable {
    let configuration: IAMConfiguration
    let issuer: TokenIssuer
    let authenticator: TokenAuthenticator
    /// For the paths of Cloud Foundry.
    let cloudFoundryAuthenticator: CloudFoundryAuthenticator
    let keys: SigningKeyRing
    let keyFolder: SigningKeyFolder
    let providers: [IdentityProvider]

    init(
        _ configuration: ServerConfiguration,
        store: any UserStore & ServiceIDStore & RefreshTokenStore,
        time: TimeSource,
        logger: Logger
    ) throws {
        providers = try configuration.identityProvidersFile.map { try IdentityProviderFile.providers(in: $0) } ?? []
        let iam = IAMConfiguration(
            publicURL: configuration.publicURL.text,
            region: configuration.region,
            clientVersion: ServerVersion.text,
            registryHost: configuration.registry.host,
            federatedDomains: providers.reduce(configuration.federatedDomains) { $0.union($1.domains) },
            allowsPasswordGrant: configuration.allowsPasswordGrant
        )
        let keyFolder = configuration.signingKeyFolder(time: time)
        let keys: SigningKeyRing
        do {
            keys = SigningKeyRing(try keyFolder.prepare(adopting: configuration.formerSigningKeyFile))
        } catch {
            throw StartupError.unusable("cannot use the keys in \(keyFolder.path): \(error)")
        }
        (self.keys, self.keyFolder) = (keys, keyFolder)
        self.configuration = iam
        issuer = TokenIssuer(
            keys: keys,
            configuration: iam,
            users: store,
            serviceIDs: store,
            refreshTokens: store,
            time: time,
            logger: logger
        )
        authenticator = TokenAuthenticator(issuer: iam.issuer, time: time) { keys.current.verifier }
        cloudFoundryAuthenticator = CloudFoundryAuthenticator(
            iam: authenticator,
            issuer: iam.uaaIssuer,
            time: time
        ) { keys.current.verifier }
    }
}

extension ServerConfiguration {
    /// Where the keys are that sign tokens.
    func signingKeyFolder(time: TimeSource = .system) -> SigningKeyFolder {
        SigningKeyFolder(path: "\(dataDirectory)/token-signing-keys", time: time)
    }

    /// Where the only one was, before keys could change.
    var formerSigningKeyFile: String {
        "\(dataDirectory)/token-signing-key.pem"
    }
}
