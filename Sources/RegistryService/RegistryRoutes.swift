// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Basics
package import HTTP
package import Storage

/// Mounts the registry's API, the token endpoint of docker, and where the engine tells what happens.
package struct RegistryRoutes: RouteCollection {
    /// What the paths of the API begin with.
    package static let base = "/api/v1"
    /// Where the engine tells of pushes and pulls.
    package static let eventPath = "/internal/registry/events"
    /// Where clients of the engine get tokens.
    package static let tokenPath = "/oauth/token"

    package typealias Stores = RegistryImageStore & RegistryUsageStore & RegistryNamespaceStore & RegistryTokenStore

    let namespaces: NamespaceHandler
    let images: ImageHandler
    let reports: ReportHandler
    let builds: BuildHandler
    let tokens: RegistryTokenHandler
    let quotas: QuotaHandler
    let message: String
    private let docker: DockerTokenHandler
    private let events: EngineEventHandler
    private let audit: AuditTrail
    private let logger: Logger

    /// `message` is shown to whoever works with the registry; `eventSecret` is what the engine proves itself with.
    package init(
        stores: any Stores,
        index: ImageIndex,
        upkeep: RegistryUpkeep,
        images: ImageService,
        namespaces: NamespaceService,
        tokens: RegistryTokenService,
        issuer: EngineTokenIssuer,
        authenticator: any Authenticator,
        programs: any CredentialAuthenticator,
        callers: RegistryCallerRecognition,
        sessions: any DockerSessionIssuer,
        builds: BuildService,
        message: String,
        eventSecret: String,
        audit: any AuditLog,
        time: TimeSource = .system,
        logger: Logger
    ) {
        let quotas = QuotaService(stores: stores, time: time)
        self.namespaces = NamespaceHandler(service: namespaces, callers: callers)
        self.images = ImageHandler(service: images, namespaces: namespaces, quotas: quotas, callers: callers)
        reports = ReportHandler(images: images, namespaces: namespaces, callers: callers)
        self.builds = BuildHandler(service: builds, callers: callers)
        self.tokens = RegistryTokenHandler(service: tokens, callers: callers)
        self.quotas = QuotaHandler(service: quotas, callers: callers)
        docker = DockerTokenHandler(
            service: DockerTokenService(
                credentials: DockerCredentials(
                    authenticator: authenticator,
                    programs: programs,
                    tokens: tokens,
                    callers: callers
                ),
                namespaces: stores,
                quotas: quotas,
                issuer: issuer,
                sessions: sessions,
                audit: audit,
                time: time
            )
        )
        events = EngineEventHandler(
            service: EngineEventService(
                index: index,
                upkeep: upkeep,
                namespaces: stores,
                usage: stores,
                time: time
            ),
            secret: eventSecret
        )
        self.audit = AuditTrail(authenticator: authenticator, audit: audit, time: time, logger: logger)
        self.message = message
        self.logger = logger
    }

    package func mount(on router: inout Router) {
        router.wrapping(RegistryErrors.dockerMiddleware(logger: logger)) { router in
            router.on(.get, Self.tokenPath, docker.token)
            router.on(.post, Self.tokenPath, docker.token)
        }
        router.wrapping(RegistryErrors.middleware(logger: logger)) { router in
            router.on(.post, Self.eventPath, events.take)
            mountNamespaces(on: &router, base: "\(Self.base)/namespaces")
            mountImages(on: &router, base: "\(Self.base)/images")
            mountTags(on: &router, base: Self.base)
            mountBuilds(on: &router, path: "\(Self.base)/builds")
            mountTokens(on: &router, base: "\(Self.base)/tokens")
            mountAccount(on: &router, base: Self.base)
        }
    }

    func audited(_ act: String, _ handler: @escaping HTTPHandler) -> HTTPHandler {
        audit.wrapping(
            "registry.\(act)",
            target: { request, _ in
                let named = ["namespace", "image", "token"].compactMap { request.parameters[$0] }
                let asked = ["description", "t", "toimage"].compactMap { request.queryValue($0) }
                return Self.harmless((named + asked).first ?? "")
            },
            handler
        )
    }

    /// Tokens can be named by their text, which is for no log.
    private static func harmless(_ name: String) -> String {
        name.count { $0 == "." } == 2 && name.hasPrefix("ey") ? "a token by its text" : name
    }
}
