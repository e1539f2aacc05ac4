// SPDX-License-Identifier: Apache-2.0

import API
import AccountManagement
import Authentication
import Authorization
import Basics
import Cryptography
import FoundationEssentials
import HTTP
import IAM
import Model
import Storage
import StorageSQLite
import Testing

/// The identity service and account management over a store in memory, with a clock of its own.
///
/// Jane owns the accounts `home` and `work`, the API key belongs to `home`; `foreign` is somebody else's.
struct IdentityFixture {
    typealias Stores = AccountStore & UserStore & APIKeyStore & ServiceIDStore & RefreshTokenStore & PasscodeStore

    typealias OtherStores = AccountStore & UserStore & MembershipStore & OrganizationStore & OrganizationRoleStore
        & AccessPolicyStore

    static let bx: HTTPHeaders = ["Authorization": "Basic Yng6Yng=", "User-Agent": "curl"]
    static let apiKeyGrant = "urn:ibm:params:oauth:grant-type:apikey"
    static let key = Result { try PrivateKey.rsa2048() }

    let store = MemoryIdentityStore()
    let clock = Locked(Date(timeIntervalSince1970: 1_517_334_074.25))
    let events = Locked<[LogEvent]>([])
    let audited = RecordedAuditLog()
    let accessObserver = RecordedAccessObserver()
    let home = String(repeating: "a", count: 32)
    let work = String(repeating: "b", count: 32)
    let foreign = String(repeating: "c", count: 32)
    let iamID = "IBMid-270004WA4U"
    let apiKey = RandomText.base64URL(count: 44)
    let password = "a+b c&d=e%f ü?>~"
    let keys: SigningKeyRing
    let signer: TokenSigner
    let issuer: TokenIssuer
    let authenticator: TokenAuthenticator
    let router: Router

    /// The service over `stores`, or over the store in memory if nil.
    ///
    /// Memberships and organizations are kept apart for the store in memory: what it knows are owners. Policies are there
    /// with another store only.
    init(
        over given: (any Stores & OtherStores)? = nil,
        federatedDomains: Set<String> = [],
        allowsPasswordGrant: Bool = true
    ) async throws {
        let (clock, events) = (clock, events)
        let stores: any Stores = given ?? store
        let others: any OtherStores =
            if let given { given } else { try await SQLiteStore.inMemory() }
        let time = TimeSource { clock.withLock { $0 } }
        let logger = Logger { event in events.withLock { $0.append(event) } }
        let configuration = IAMConfiguration(
            publicURL: "https://slipway.test:6780",
            region: "us-south",
            federatedDomains: federatedDomains,
            allowsPasswordGrant: allowsPasswordGrant
        )
        let hasher = PasswordHasher()
        let key = SigningKey(try Self.key.get(), keyID: "20180130-17:41:14", createdAt: time.now())
        let keys = SigningKeyRing(try SigningKeySet([key]))
        (signer, self.keys) = (key.signer, keys)
        issuer = TokenIssuer(
            keys: keys,
            configuration: configuration,
            users: stores,
            serviceIDs: stores,
            refreshTokens: stores,
            time: time,
            logger: logger
        )
        authenticator = TokenAuthenticator(
            issuer: configuration.issuer,
            time: time,
            verifier: { keys.current.verifier }
        )
        let cloudFoundry = CloudFoundryAuthenticator(
            iam: authenticator,
            issuer: configuration.uaaIssuer,
            time: time,
            verifier: { keys.current.verifier }
        )
        var router = Router()
        router.mount(
            IAMRoutes(
                configuration: configuration,
                stores: stores,
                issuer: issuer,
                authenticator: authenticator,
                keys: keys,
                hasher: hasher,
                audit: audited,
                time: time,
                logger: logger
            )
        )
        router.mount(
            IdentityManagementRoutes(
                configuration: configuration,
                stores: stores,
                policies: others,
                observer: accessObserver,
                authenticator: authenticator,
                audit: audited,
                time: time,
                logger: logger
            )
        )
        if let given {
            router.mount(
                AccessPolicyRoutes(
                    configuration: configuration,
                    stores: given,
                    observer: accessObserver,
                    authenticator: authenticator,
                    audit: audited,
                    time: time,
                    logger: logger
                )
            )
        }
        router.mount(
            AccountManagementRoutes(
                accounts: stores,
                users: stores,
                memberships: others,
                policies: others,
                observer: accessObserver,
                organizations: others,
                authenticator: authenticator,
                cloudFoundryAuthenticator: cloudFoundry,
                hasher: hasher,
                audit: audited,
                signsInElsewhere: configuration.isFederated,
                time: time,
                logger: logger
            )
        )
        router.mount(
            OrganizationRoutes(
                stores: others,
                authenticator: cloudFoundry,
                region: configuration.region,
                baseURL: configuration.publicURL,
                audit: audited,
                time: time,
                logger: logger
            )
        )
        self.router = router
        try await fill(stores, hasher: hasher, now: time.now())
    }

    private func fill(_ stores: any Stores, hasher: PasswordHasher, now: Date) async throws {
        try await stores.createUser(
            User(
                iamID: iamID,
                email: "jane@example.com",
                givenName: "Jane",
                familyName: "Doe ~ DELETE>?",
                passwordHash: try await hasher.hash(password),
                createdAt: now
            )
        )
        for (id, owner) in [(home, iamID), (work, iamID), (foreign, "IBMid-0000000000")] {
            let account = Account(id: id, name: "n", ownerIAMID: owner, createdAt: now, updatedAt: now)
            try await stores.createAccount(account)
        }
        try await stores.createAPIKey(
            APIKey(
                id: "ApiKey-1",
                name: "k",
                iamID: iamID,
                accountID: home,
                keyHash: Digest.sha256Hex(apiKey),
                createdAt: now
            )
        )
    }

    func advance(_ seconds: Double) {
        clock.withLock { $0 += seconds }
    }

    /// The answer of the handler that the router finds.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard case .found(let handler, let parameters) = router.match(request.method, request.path) else {
            Issue.record("no route for \(request.method) \(request.path)")
            return HTTPResponse(status: 404)
        }
        var request = request
        request.parameters = parameters
        request.id = "request-1"
        return try await handler(request)
    }

    func get(_ path: String, token: String? = nil) async throws -> HTTPResponse {
        var request = HTTPRequest(method: .get, path: path)
        request.headers["authorization"] = token.map { "bearer \($0)" }
        return try await send(request)
    }

    /// The answer of the token endpoint to `form`.
    func post(
        _ form: [String: String],
        headers: HTTPHeaders = Self.bx,
        path: String = "/identity/token"
    ) async throws -> HTTPResponse {
        let items = form.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        let body = PercentCoding.encodeForm(items)
        return try await send(HTTPRequest(method: .post, path: path, headers: headers, body: body))
    }

    /// The tokens that the token endpoint gives for `form`.
    func tokens(_ form: [String: String], headers: HTTPHeaders = Self.bx) async throws -> TokenResponse {
        let response = try await post(form, headers: headers)
        try #require(response.status == 200, "\(String(decoding: response.bytes, as: UTF8.self))")
        return try JSONDecoder().decode(TokenResponse.self, from: response.bytes)
    }

    /// The error that the token endpoint answers to `form`.
    func refusal(_ form: [String: String], headers: HTTPHeaders = Self.bx) async throws -> Refusal {
        let response = try await post(form, headers: headers)
        return Refusal(
            response: response,
            body: try JSONDecoder().decode(TokenErrorBody.self, from: response.bytes)
        )
    }

    func passwordForm(_ more: [String: String] = [:]) -> [String: String] {
        ["grant_type": "password", "username": "Jane@Example.com", "password": password].merging(more) { $1 }
    }

    func apiKeyForm(_ more: [String: String] = [:]) -> [String: String] {
        ["grant_type": Self.apiKeyGrant, "apikey": apiKey].merging(more) { $1 }
    }

    func refreshForm(_ token: String, _ more: [String: String] = [:]) -> [String: String] {
        ["grant_type": "refresh_token", "refresh_token": token].merging(more) { $1 }
    }

    /// The claims of a token, after its signature has proved right.
    func claims<Claims: Decodable>(_ token: String, as type: Claims.Type = AccessTokenClaims.self) throws -> Claims {
        let payload = try TokenVerifier(keys: [signer.verificationKey]).verify(token)
        return try JSONDecoder().decode(type, from: payload)
    }

    /// The names of the claims of a token.
    func claimNames(_ token: String) throws -> Set<String> {
        struct Name: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue _: Int) { nil }
        }
        struct Names: Decodable {
            let names: Set<String>
            init(from decoder: any Decoder) throws {
                names = Set(try decoder.container(keyedBy: Name.self).allKeys.map(\.stringValue))
            }
        }
        return try claims(token, as: Names.self).names
    }
}

/// An error answer of the token endpoint.
struct Refusal {
    let response: HTTPResponse
    let body: TokenErrorBody

    var summary: String { "\(response.status) \(body.errorCode)" }
}
