// SPDX-License-Identifier: Apache-2.0

import API
import APIDocumentation
import AccountManagement
import Authentication
import Authorization
import Basics
import ContainerService
import Cryptography
import HTTP
import IAM
import PluginRepository
import Provisioning
import RegistryService
import Storage
import WebPages

/// The features on their store and provider, and the routes that lead to them.
struct ServerParts: Sendable {
    typealias Stores = AccountStore & MembershipStore & UserStore & APIKeyStore & RefreshTokenStore & PasscodeStore
        & ClusterStore & OrganizationStore & OrganizationRoleStore & AuditStore & ServiceIDStore & AccessPolicyStore
        & FederatedIdentityStore & KeyOwnerStore & RegistryRoutes.Stores & ImageInventoryStore

    let router: Router
    let reconciler: ClusterReconciler
    let plugins: PluginFolder
    let audit: AuditRecorder
    let registry: RegistryParts

    init(
        configuration: ServerConfiguration,
        store: any Stores,
        provider: any ClusterProvider,
        identity: IdentityParts,
        authorityPEM: String,
        hasher: PasswordHasher,
        time: TimeSource,
        logger: Logger
    ) throws {
        let authorizer = Authorizer(accounts: store, policies: store)
        registry = try RegistryParts(
            configuration,
            store: store,
            authenticator: identity.authenticator,
            authorizer: authorizer,
            authorityPEM: authorityPEM,
            time: time,
            logger: logger
        )
        let rights = ClusterRightsUpkeep(
            store: store,
            directory: ClusterRightsDirectory(authorizer: authorizer, users: store),
            provider: provider,
            logger: logger
        )
        reconciler = ClusterReconciler(
            store: store,
            provider: provider,
            rights: rights,
            pullSecrets: PullSecretUpkeep(store: store, issuer: registry.pullTokens, provider: provider),
            logger: logger,
            time: time
        )
        audit = AuditRecorder(
            file: AuditFile(path: "\(configuration.dataDirectory)/audit.log"),
            store: store,
            time: time,
            logger: logger
        )
        plugins = PluginRepositoryParts.folder(configuration)

        let organizations = OrganizationRoutes(
            stores: store,
            authenticator: identity.cloudFoundryAuthenticator,
            region: identity.configuration.region,
            baseURL: identity.configuration.publicURL,
            audit: audit,
            time: time,
            logger: logger
        )
        var router = Router()
        router.mount(HealthRoutes { _ = try await store.hasAccounts() })
        Self.mountIdentity(
            identity,
            store: store,
            hasher: hasher,
            rights: rights,
            audit: audit,
            time: time,
            logger: logger,
            on: &router
        )
        router.mount(organizations)
        router.mount(
            Self.containerService(
                configuration,
                store: store,
                organizations: organizations.lookup,
                provider: provider,
                reconciler: reconciler,
                rights: rights,
                authorizer: authorizer,
                identity: identity,
                authorityPEM: authorityPEM,
                audit: audit,
                time: time,
                logger: logger
            )
        )
        router.mount(
            registry.routes(
                store: store,
                authenticator: identity.authenticator,
                programs: ProgramCredentials(stores: store, time: time, logger: logger),
                sessions: identity.issuer,
                audit: audit,
                time: time,
                logger: logger
            )
        )
        router.mount(
            AuditRoutes(recorder: audit, store: store, authenticator: identity.authenticator, logger: logger)
        )
        PluginRepositoryParts.mount(plugins, configuration, authorityPEM: authorityPEM, on: &router)
        router.mount(WebAssets())
        router.mount(try DocumentationRoutes(Self.documentation(of: router)))
        self.router = router
    }

    /// What `router` says of its routes.
    private static func documentation(of router: Router) throws -> SwaggerDocument {
        try SwaggerDocument(
            title: "API of the container service and the registry",
            version: ServerVersion.text,
            summary: "Orders, shows and removes Kubernetes clusters and their workers, and keeps images for them. "
                + "The paths below /v1 and /v2 are there below /global, too.",
            routes: router.entries,
            families: [
                .init(below: "/v", failure: ContainerErrorBody.self, common: [.account]),
                .init(below: RegistryRoutes.base, failure: RegistryErrorBody.self, common: [.registryAccount]),
            ],
            names: ContainerServiceRoutes.names.merging(RegistryRoutes.names) { $1 }
        )
    }

    private static func mountIdentity(
        _ identity: IdentityParts,
        store: any Stores,
        hasher: PasswordHasher,
        rights: any AccessObserver,
        audit: AuditRecorder,
        time: TimeSource,
        logger: Logger,
        on router: inout Router
    ) {
        router.mount(
            IAMRoutes(
                configuration: identity.configuration,
                stores: store,
                issuer: identity.issuer,
                authenticator: identity.authenticator,
                keys: identity.keys,
                hasher: hasher,
                audit: audit,
                federation: Federation(providers: identity.providers, users: store, identities: store, time: time) {
                    ProviderClient.transport($0)
                },
                time: time,
                logger: logger
            )
        )
        router.mount(
            IdentityManagementRoutes(
                configuration: identity.configuration,
                stores: store,
                policies: store,
                observer: rights,
                authenticator: identity.authenticator,
                audit: audit,
                time: time,
                logger: logger
            )
        )
        router.mount(
            AccessPolicyRoutes(
                configuration: identity.configuration,
                stores: store,
                observer: rights,
                authenticator: identity.authenticator,
                audit: audit,
                time: time,
                logger: logger
            )
        )
        router.mount(
            AccountManagementRoutes(
                accounts: store,
                users: store,
                memberships: store,
                policies: store,
                observer: rights,
                organizations: store,
                authenticator: identity.authenticator,
                cloudFoundryAuthenticator: identity.cloudFoundryAuthenticator,
                hasher: hasher,
                audit: audit,
                signsInElsewhere: identity.configuration.isFederated,
                time: time,
                logger: logger
            )
        )
    }

    private static func containerService(
        _ configuration: ServerConfiguration,
        store: any Stores,
        organizations: any OrganizationLookup,
        provider: any ClusterProvider,
        reconciler: ClusterReconciler,
        rights: ClusterRightsUpkeep,
        authorizer: Authorizer,
        identity: IdentityParts,
        authorityPEM: String,
        audit: any AuditLog,
        time: TimeSource,
        logger: Logger
    ) -> ContainerServiceRoutes {
        let clusters = ClusterService(
            store: store,
            organizations: organizations,
            provider: provider,
            reconciler: reconciler,
            regions: RegionCatalogue(configuration.regions),
            quota: configuration.quota,
            time: time
        )
        return ContainerServiceRoutes(
            authenticator: identity.authenticator,
            authorizer: authorizer,
            clusters: clusters,
            masters: MasterService(clusters: clusters, provider: provider),
            hibernation: HibernationService(clusters: clusters),
            workers: WorkerService(clusters: clusters, provider: provider),
            pools: WorkerPoolService(clusters: clusters, provider: provider),
            configurations: ConfigurationService(
                clusters: clusters,
                provider: provider,
                rights: rights,
                tokens: identity.issuer,
                issuerURL: identity.configuration.issuer,
                issuerAuthorityPEM: authorityPEM
            ),
            versions: VersionService(provider: provider),
            locations: LocationService(
                provider: provider,
                regions: RegionCatalogue(configuration.regions),
                cloudFoundryURL: identity.configuration.publicURL
            ),
            keys: KeyService(
                owners: store,
                users: store,
                clusters: clusters,
                regions: RegionCatalogue(configuration.regions),
                time: time
            ),
            notices: configuration.noticeFolder,
            audit: audit,
            time: time,
            logger: logger
        )
    }
}
