// SPDX-License-Identifier: Apache-2.0

import AccountManagement
import Authentication
import Basics
import ContainerService
import Cryptography
import HTTP
import IAM
import PluginRepository
import Provisioning
import Storage

/// The features on their store and provider, and the routes that lead to them.
struct ServerParts: Sendable {
    typealias Stores = AccountStore & UserStore & APIKeyStore & RefreshTokenStore & ClusterStore

    let router: Router
    let reconciler: ClusterReconciler
    let plugins: PluginFolder

    init(
        configuration: ServerConfiguration,
        store: any Stores,
        provider: any ClusterProvider,
        identity: ServerIdentity,
        hasher: PasswordHasher,
        time: TimeSource,
        logger: Logger
    ) throws {
        let iam = IAMConfiguration(publicURL: configuration.publicURL.text, region: configuration.region)
        let signer = try SigningKeyFile.loadOrCreate(
            "\(configuration.dataDirectory)/token-signing-key.pem",
            time: time
        )
        let authenticator = TokenAuthenticator(
            verifier: TokenVerifier(keys: [signer.verificationKey]),
            issuer: iam.issuer,
            time: time
        )
        let issuer = TokenIssuer(
            signer: signer,
            configuration: iam,
            users: store,
            refreshTokens: store,
            time: time,
            logger: logger
        )
        reconciler = ClusterReconciler(
            store: store,
            provider: provider,
            administrators: ClusterAdministrators(accounts: store, users: store),
            logger: logger,
            time: time
        )
        plugins = PluginFolder(path: "\(configuration.dataDirectory)/plugins")

        var router = Router()
        router.mount(HealthRoutes { _ = try await store.hasAccounts() })
        router.mount(
            IAMRoutes(
                configuration: iam,
                stores: store,
                issuer: issuer,
                authenticator: authenticator,
                keySet: try JSONWebKeySet([signer.verificationKey]),
                hasher: hasher,
                time: time,
                logger: logger
            )
        )
        router.mount(
            AccountManagementRoutes(accounts: store, users: store, authenticator: authenticator, logger: logger)
        )
        router.mount(
            Self.containerService(
                configuration,
                store: store,
                provider: provider,
                reconciler: reconciler,
                authenticator: authenticator,
                tokens: issuer,
                issuerURL: iam.issuer,
                issuerAuthorityPEM: identity.authorityPEM,
                time: time,
                logger: logger
            )
        )
        let service = PluginService(folder: plugins, repositoryURL: configuration.publicURL.text + "/plugins")
        router.mount(PluginRepositoryRoutes(service: service))
        self.router = router
    }

    private static func containerService(
        _ configuration: ServerConfiguration,
        store: any ClusterStore,
        provider: any ClusterProvider,
        reconciler: ClusterReconciler,
        authenticator: any Authenticator,
        tokens: any SessionTokenIssuer,
        issuerURL: String,
        issuerAuthorityPEM: String,
        time: TimeSource,
        logger: Logger
    ) -> ContainerServiceRoutes {
        let clusters = ClusterService(
            store: store,
            provider: provider,
            reconciler: reconciler,
            region: configuration.region,
            zone: configuration.zone,
            time: time
        )
        return ContainerServiceRoutes(
            authenticator: authenticator,
            clusters: clusters,
            configurations: ConfigurationService(
                clusters: clusters,
                provider: provider,
                tokens: tokens,
                issuerURL: issuerURL,
                issuerAuthorityPEM: issuerAuthorityPEM
            ),
            versions: VersionService(provider: provider),
            logger: logger
        )
    }
}
