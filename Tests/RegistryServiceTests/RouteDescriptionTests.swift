// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Authorization
import Basics
import Cryptography
import FoundationEssentials
import HTTP
import RegistryLocal
import StorageSQLite
import Testing

@testable import RegistryService

/// What the API of the registry says of itself.
@Suite struct RouteDescriptionTests {
    /// Knows nobody.
    private struct Stranger: Authenticator, CredentialAuthenticator, DockerSessionIssuer {
        private let refusal = APIError(status: 401, code: "E0001", message: "who are you")

        func principal(of _: HTTPRequest) async throws -> Principal { throw refusal }
        func principal(apiKey _: String, of _: HTTPRequest) async throws -> Principal { throw refusal }
        func principal(refreshToken _: String, of _: HTTPRequest) async throws -> Principal { throw refusal }
        func dockerRefreshToken(for _: Principal) async throws -> String { throw refusal }
    }

    /// The routes of a registry whose engine is never asked.
    private static func router() async throws -> Router {
        let store = try await SQLiteStore.inMemory()
        let authority = try CertificateAuthority.create(commonName: "tokens", now: Date(), days: 1)
        let signer = try CertifiedTokenSigner(certificatePEM: authority.certificatePEM, keyPEM: authority.keyPEM)
        let issuer = EngineTokenIssuer(signer: signer, issuer: "registry")
        let engine = EngineClient(baseURL: "http://engine.invalid") { _ in "token" }
        let index = ImageIndex(engine: engine, store: store, storage: nil)
        let upkeep = RegistryUpkeep(index: index, storage: nil, stores: store, logger: .silent)
        let namespaces = NamespaceService(store: store, upkeep: upkeep, region: "us-south")
        let builder = LocalImageBuilder(
            BuildConfiguration(folder: "/nonexistent", installationTag: "slw0000", closedNetworks: [], atOnce: 0)
        )
        var router = Router()
        router.mount(
            RegistryRoutes(
                stores: store,
                index: index,
                upkeep: upkeep,
                images: ImageService(host: "h", index: index, store: store, engine: engine, upkeep: upkeep),
                namespaces: namespaces,
                tokens: RegistryTokenService(
                    store: store,
                    texts: RegistryTokenText(secret: Array("secret".utf8), issuer: "h")
                ),
                issuer: issuer,
                authenticator: Stranger(),
                programs: Stranger(),
                callers: RegistryCallerRecognition(
                    authenticator: Stranger(),
                    authorizer: Authorizer(accounts: store, policies: store),
                    region: "us-south"
                ),
                sessions: Stranger(),
                builds: BuildService(
                    builder: builder,
                    host: "h",
                    engine: engine,
                    issuer: issuer,
                    index: index,
                    namespaces: namespaces,
                    quotas: QuotaService(stores: store, time: .system),
                    logger: .silent
                ),
                message: "",
                eventSecret: "secret",
                audit: SilentAuditLog(),
                logger: .silent
            )
        )
        return router
    }

    @Test func everyRouteOfTheAPIIsDescribed() async throws {
        let entries = try await Self.router().entries.filter { $0.pattern.hasPrefix("/api/") }
        #expect(entries.count > 15)
        for entry in entries {
            #expect(entry.description != nil, "\(entry.method.rawValue) \(entry.pattern)")
            for segment in entry.pattern.split(separator: "/") where segment.hasPrefix("{") {
                let name = segment.filter { $0.isLetter }
                #expect(RegistryRoutes.names[name] != nil, "\(segment)")
            }
        }
    }

    @Test func whatNeedsNoTokenIsSaid() async throws {
        let router = try await Self.router()
        for entry in router.entries where entry.description != nil {
            let words = entry.pattern.split(separator: "/").map { $0.hasPrefix("{") ? "h" : String($0) }
            let path = "/" + words.joined(separator: "/")
            guard case .found(let handler, let parameters) = router.match(entry.method, path) else {
                Issue.record("\(path) leads nowhere")
                continue
            }
            var request = HTTPRequest(method: entry.method, path: path)
            request.parameters = parameters
            let answer = try await handler(request)
            #expect((answer.status != 401) == entry.description?.isPublic, "\(entry.method.rawValue) \(path)")
        }
    }
}
