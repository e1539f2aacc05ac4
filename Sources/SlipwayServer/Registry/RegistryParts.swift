// SPDX-License-Identifier: Apache-2.0

import Authentication
import Authorization
import Basics
import Cryptography
import FoundationEssentials
import HTTPClient
import Provisioning
import RegistryLocal
import RegistryService
import Storage

/// The registry on its engine and its store.
struct RegistryParts: Sendable {
    private static let issuer = "slipway-registry"

    let namespaces: NamespaceService
    let images: ImageService
    let tokens: RegistryTokenService
    /// What clusters pull with.
    let pullTokens: ClusterPullTokens
    let callers: RegistryCallerRecognition
    private let configuration: ServerConfiguration
    private let secrets: RegistrySecrets
    private let tokenIssuer: EngineTokenIssuer
    private let index: ImageIndex
    private let upkeep: RegistryUpkeep
    private let scanner: ImageScanner
    private let builder: LocalImageBuilder
    private let builds: BuildService
    /// Nil for an engine that is run elsewhere.
    private let engine: EngineUpkeep?

    init(
        _ configuration: ServerConfiguration,
        store: any RegistryRoutes.Stores & ImageInventoryStore,
        authenticator: any Authenticator,
        authorizer: Authorizer,
        authorityPEM: String,
        time: TimeSource,
        logger: Logger
    ) throws {
        let layout = Self.layout(configuration)
        do {
            secrets = try RegistrySecrets.prepare(in: layout.folder, now: time.now())
        } catch {
            throw StartupError.unusable("cannot use the keys in \(layout.folder): \(error)")
        }
        self.configuration = configuration
        let signer = try CertifiedTokenSigner(
            certificatePEM: secrets.signingCertificatePEM,
            keyPEM: secrets.signingKeyPEM
        )
        let issuer = EngineTokenIssuer(signer: signer, issuer: Self.issuer, time: time)
        tokenIssuer = issuer
        let settings = configuration.registry
        let storage = settings.engineURL == nil ? FileRegistryStorage(layout: layout, time: time) : nil
        let client = EngineClient(
            baseURL: settings.engineURL ?? settings.listen.localURL,
            trust: settings.engineURL == nil ? .pem(authorityPEM) : .system
        ) { scope in try issuer.ownToken(scope) }
        index = ImageIndex(engine: client, store: store, storage: storage, time: time)
        upkeep = RegistryUpkeep(index: index, storage: storage, stores: store, time: time, logger: logger)
        scanner = ImageScanner(
            store: store,
            engine: client,
            reader: LocalLayerReader(),
            listPath: configuration.vulnerabilityList,
            folder: "\(layout.folder)/layers",
            time: time,
            logger: logger
        )
        images = ImageService(
            host: settings.host,
            index: index,
            store: store,
            engine: client,
            upkeep: upkeep,
            assessment: scanner
        )
        namespaces = NamespaceService(store: store, upkeep: upkeep, region: configuration.region, time: time)
        tokens = RegistryTokenService(
            store: store,
            texts: RegistryTokenText(secret: secrets.tokenSecret, issuer: settings.host),
            time: time
        )
        pullTokens = ClusterPullTokens(service: tokens, store: store, host: settings.host)
        builder = LocalImageBuilder(Self.buildConfiguration(configuration))
        builds = BuildService(
            builder: builder,
            host: settings.host,
            engine: client,
            issuer: issuer,
            index: index,
            namespaces: namespaces,
            quotas: QuotaService(stores: store, time: time),
            logger: logger
        )
        callers = RegistryCallerRecognition(
            authenticator: authenticator,
            authorizer: authorizer,
            region: configuration.region
        )
        let secrets = secrets
        engine = storage.map { storage in
            EngineUpkeep(
                engine: LocalRegistryEngine(layout: layout, storage: storage, logger: logger),
                settings: { try Self.engineSettings(configuration, secrets, now: time.now()) },
                logger: logger
            )
        }
    }

    /// The routes of the registry, with what they need of the identity service.
    func routes(
        store: any RegistryRoutes.Stores,
        authenticator: any Authenticator,
        programs: any CredentialAuthenticator,
        sessions: any DockerSessionIssuer,
        audit: any AuditLog,
        time: TimeSource,
        logger: Logger
    ) -> RegistryRoutes {
        RegistryRoutes(
            stores: store,
            index: index,
            upkeep: upkeep,
            images: images,
            namespaces: namespaces,
            tokens: tokens,
            issuer: tokenIssuer,
            authenticator: authenticator,
            programs: programs,
            callers: callers,
            sessions: sessions,
            builds: builds,
            message: configuration.registry.message,
            eventSecret: secrets.notificationSecret,
            audit: audit,
            time: time,
            logger: logger
        )
    }

    /// Starts the engine or takes it over, and keeps it and what is known of it in order.
    func start() async throws {
        do {
            try await builder.removeRemains()
        } catch {
            throw StartupError.unusable("cannot clear away what is left of image builds: \(error)")
        }
        await scanner.start()
        guard let engine else {
            try writeForOperator()
            return await upkeep.start()
        }
        await engine.start { [upkeep] in await upkeep.start() }
    }

    /// Leaves the engine running.
    func release() async {
        await scanner.stop()
        await engine?.release()
        await upkeep.stop()
    }

    /// Ends the embedded engine; images stay.
    static func halt(_ configuration: ServerConfiguration) async throws {
        try await LocalImageBuilder(buildConfiguration(configuration)).removeRemains()
        let layout = layout(configuration)
        let storage = FileRegistryStorage(layout: layout)
        try await LocalRegistryEngine(layout: layout, storage: storage, logger: .silent).halt()
    }

    /// What builds may use on this host.
    static func buildConfiguration(_ configuration: ServerConfiguration) -> BuildConfiguration {
        BuildConfiguration(
            folder: "\(layout(configuration).folder)/builds",
            installationTag: configuration.installationTag,
            closedNetworks: [configuration.nodeNetwork],
            atOnce: configuration.builds.atOnce,
            memoryBytes: configuration.builds.memoryGiB << 30,
            diskBytes: configuration.builds.diskGiB << 30,
            time: .seconds(configuration.builds.minutes * 60)
        )
    }

    private static func layout(_ configuration: ServerConfiguration) -> RegistryLayout {
        RegistryLayout(folder: "\(configuration.dataDirectory)/registry")
    }

    private static func engineSettings(
        _ configuration: ServerConfiguration,
        _ secrets: RegistrySecrets,
        now: Date
    ) throws -> RegistryEngineSettings {
        let settings = configuration.registry
        guard let url = PublicURL("https://\(settings.host)") else {
            throw StartupError.unusable("\(settings.host) cannot be the host of the registry; set registry-host")
        }
        let identity = try ServerIdentity.prepare(
            in: "\(configuration.dataDirectory)/tls",
            holder: "registry",
            names: ServerNames(publicURL: url, listen: settings.listen, hostName: ServerNames.hostName()),
            now: now
        )
        return RegistryEngineSettings(
            host: settings.host,
            listen: settings.listen.text,
            certificatePEM: identity.certificatePEM,
            keyPEM: identity.keyPEM,
            realm: configuration.publicURL.text + RegistryRoutes.tokenPath,
            issuer: Self.issuer,
            service: EngineTokenIssuer.service,
            tokenCertificatesPEM: secrets.signingCertificatePEM,
            notificationURL: configuration.listen.localURL + RegistryRoutes.eventPath,
            notificationSecret: secrets.notificationSecret,
            authorityPEM: identity.authorityPEM
        )
    }

    /// What an engine that is run elsewhere has to be told, in files for the operator.
    private func writeForOperator() throws {
        let file = "\(Self.layout(configuration).folder)/notification-secret"
        try Files.write(Data(secrets.notificationSecret.utf8), to: file, mode: 0o600)
    }
}
