// SPDX-License-Identifier: Apache-2.0

import AccountManagement
import Authentication
package import Basics
import ContainerService
import Cryptography
import FoundationEssentials
import Glibc
import HTTP
import HTTPServer
import IAM
import PluginRepository
import ProcessControl
import ProviderLocal
import Provisioning
import Storage
import StorageSQLite

/// The whole server: puts the parts together, starts them in order, and ends them on a signal.
///
/// This is the only place that names a concrete store or provider.
package struct Daemon: Sendable {
    private let configuration: ServerConfiguration
    private let environment: [String: String]
    private let logger: Logger
    private let time = TimeSource.system

    package init(configuration: ServerConfiguration, environment: [String: String], logger: Logger) {
        self.configuration = configuration
        self.environment = environment
        self.logger = logger
    }

    /// Serves until the first of `signals`, then ends in order.
    package func run(until signals: AsyncStream<Int32>) async throws {
        try DataFolder.prepare(configuration.dataDirectory)
        let lock = try DataFolderLock(folder: configuration.dataDirectory)
        let store = try await SQLiteStore(path: "\(configuration.dataDirectory)/slipway.db")
        let certificates = try prepareCertificates()
        let hasher = PasswordHasher()
        try await ensureAdministrator(store: store, hasher: hasher, authorityFile: certificates.authorityFile)
        let identity = try IdentityParts(configuration, store: store, time: time, logger: logger)
        let provider = Self.provider(configuration, logger: logger) { try identity.issuer.probeToken() }
        let parts = try ServerParts(
            configuration: configuration,
            store: store,
            provider: provider,
            identity: identity,
            authorityPEM: certificates.authorityPEM,
            hasher: hasher,
            time: time,
            logger: logger
        )
        await publishPlugins(into: parts.plugins, audit: parts.audit)
        // API servers that come back ask for our keys, so listening comes before clusters.
        let server = try RenewingServer(
            current: certificates,
            identity: { try prepareCertificates() },
            start: { identity in try listen(parts.router, identity) },
            logger: logger
        )
        await server.keepRenewing()
        let rotation = SigningKeyRotation(
            folder: identity.keyFolder,
            ring: identity.keys,
            maximumAge: Double(configuration.signingKeyDays) * 86_400,
            audit: parts.audit,
            time: time,
            logger: logger,
            changed: { Task { await provider.presentIdentityKeys() } }
        )
        do {
            // The engine tells us of pushes, so listening comes before it, too.
            try await parts.registry.start()
            try await parts.reconciler.start()
            await rotation.start()
            let signal = await signals.first { _ in true }
            logger.info("slipwayd is asked to end", ["signal": "\(signal ?? 0)"])
        } catch {
            await rotation.stop()
            await stop(server, parts, provider, store)
            throw error
        }
        await rotation.stop()
        await stop(server, parts, provider, store)
        _ = consume lock
        logger.info("slipwayd has ended; clusters go on")
    }

    private func prepareCertificates() throws -> ServerIdentity {
        let folder = "\(configuration.dataDirectory)/tls"
        let names = ServerNames(
            publicURL: configuration.publicURL,
            listen: configuration.listen,
            hostName: ServerNames.hostName()
        )
        do {
            return try ServerIdentity.prepare(in: folder, names: names, now: time.now())
        } catch {
            throw StartupError.unusable("cannot use the certificates and keys in \(folder): \(error)")
        }
    }

    /// The provider of these settings; `probeToken` makes a token that its API servers must take.
    static func provider(
        _ configuration: ServerConfiguration,
        logger: Logger,
        probeToken: (@Sendable () throws -> String)? = nil
    ) -> LocalProvider {
        let iam = IAMConfiguration(publicURL: configuration.publicURL.text, region: configuration.region)
        return LocalProvider(
            configuration: LocalProviderConfiguration(
                dataDirectory: configuration.dataDirectory,
                runtimeDirectory: configuration.runtimeDirectory,
                cacheDirectory: configuration.cacheDirectory,
                installationTag: configuration.installationTag,
                nodeNetwork: configuration.nodeNetwork,
                publicHost: configuration.publicURL.host,
                issuerURL: iam.issuer,
                issuerAuthorityFile: "\(configuration.dataDirectory)/tls/ca.pem",
                registry: registryRoute(configuration),
                probeToken: probeToken,
                warmClusters: configuration.warmClusters
            ),
            logger: logger
        )
    }

    /// How workers reach the registry and the service that gives tokens for it.
    private static func registryRoute(_ configuration: ServerConfiguration) -> RegistryRoute {
        let registry = configuration.registry
        let isOwn = registry.engineURL == nil
        func port(_ url: String, _ listen: ListenAddress) -> RegistryRoute.Port? {
            PublicURL(url).map { RegistryRoute.Port(number: $0.port, loopback: listen.isLoopback ? listen.port : nil) }
        }
        return RegistryRoute(
            host: registry.host,
            authorityFile: isOwn ? "\(configuration.dataDirectory)/tls/ca.pem" : nil,
            ports: [
                isOwn ? port("https://\(registry.host)", registry.listen) : nil,
                port(configuration.publicURL.text, configuration.listen),
            ].compactMap(\.self)
        )
    }

    private func ensureAdministrator(
        store: SQLiteStore,
        hasher: PasswordHasher,
        authorityFile: String
    ) async throws {
        let file = "\(configuration.dataDirectory)/initial-admin.json"
        let administrator = InitialAdministrator(
            configuration: .init(
                file: file,
                endpoint: configuration.publicURL.text,
                caFile: authorityFile,
                email: configuration.adminEmail
            ),
            stores: store,
            hasher: hasher,
            time: time
        )
        let credentials: InitialCredentials?
        do {
            credentials = try await administrator.ensure()
        } catch {
            throw StartupError.unusable("cannot make the first account, or use \(file): \(error)")
        }
        if credentials != nil {
            logger.info("the first account is made; how to sign in is in the file", ["file": file])
        }
    }

    /// Publishes the plug-ins that came with this server; one without them still serves.
    private func publishPlugins(into folder: PluginFolder, audit: any AuditLog) async {
        let release = PluginRepositoryParts.release(configuration)
        let publisher = PluginRepositoryParts.publisher(folder, audit: audit, logger: logger)
        do {
            if let path = configuration.pluginSource {
                try await publisher.publish(path)
            } else if release.plugins.isEmpty {
                logger.warning("there is no plug-in to publish")
            } else {
                try await publisher.publish(release)
            }
        } catch {
            logger.error("cannot publish the plug-ins", ["reason": "\(error)"])
        }
    }

    private func listen(_ router: Router, _ certificates: ServerIdentity) throws -> HTTPServer {
        let entrance = RequestEntrance(router: router, logger: logger)
        let uploads = UploadFolder(path: "\(configuration.dataDirectory)/uploads")
        try uploads.prepare()
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(
                address: configuration.listen.address,
                port: configuration.listen.port,
                certificatePEM: certificates.certificatePEM,
                keyPEM: certificates.keyPEM,
                uploadFolder: uploads,
                maximumConnectionsPerAddress: configuration.connectionsPerAddress
            ),
            logger: logger,
            uploads: { method, path in entrance.uploadRule(method, path) },
            handler: { request in await entrance.answer(request) }
        )
        try server.start()
        logger.info(
            "slipwayd serves",
            [
                "version": ServerVersion.text, "url": configuration.publicURL.text,
                "data": configuration.dataDirectory, "installation": configuration.installationTag,
            ]
        )
        return server
    }

    private func stop(
        _ server: RenewingServer,
        _ parts: ServerParts,
        _ provider: any ClusterProvider,
        _ store: SQLiteStore
    ) async {
        await server.stop(grace: .seconds(10))
        await parts.registry.release()
        await parts.reconciler.release()
        await provider.release()
        await parts.audit.flush()
        await store.close()
    }
}
