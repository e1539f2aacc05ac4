// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Authorization
import Basics
import ContainerService
import FoundationEssentials
import HTTP
import Model
import Storage
import StorageSQLite

/// The container service on a store in memory and a scripted provider.
///
/// `owner` owns the account, `ann` is an administrator of clusters in it, `max` and the service id `robot` belong to it
/// and have no role. `bob` owns another account.
struct ServiceFixture: Sendable {
    static let regions = RegionCatalogue([
        Region(name: "us-south", zones: ["dal10", "dal12"]), Region(name: "eu-central", zones: ["fra02"]),
    ])
    static let accountID = "0123456789abcdef0123456789abcdef"
    static let otherAccountID = "ffffffffffffffffffffffffffffffff"
    static let robot = ServiceID(
        id: "ServiceId-1",
        accountID: accountID,
        name: "robot",
        createdAt: Date(timeIntervalSince1970: 1_500_000_000)
    )

    let store: SQLiteStore
    /// The reconciler's view of the store.
    let counter: CountingClusterStore
    let provider: ScriptedProvider
    let rights: ClusterRightsUpkeep
    /// What clusters were given to pull images with.
    let tokens: ScriptedPullTokens
    let reconciler: ClusterReconciler
    let router: Router

    /// A service with its accounts; `store` and `provider` are those of a former one, if it went before.
    init(
        after former: ServiceFixture? = nil,
        refresh: Duration = .seconds(3600),
        observation: Duration = .milliseconds(10),
        progress: Duration = .milliseconds(1),
        quota: AccountQuota = AccountQuota(freeClusters: 50, clusters: 50, workers: 500),
        notices: NoticeFolder = NoticeFolder(path: "/nonexistent"),
        audit: any AuditLog = SilentAuditLog(),
        logger: Logger = .silent
    ) async throws {
        if let former {
            (store, provider, tokens) = (former.store, former.provider, former.tokens)
        } else {
            (store, provider, tokens) = (try await SQLiteStore.inMemory(), ScriptedProvider(), ScriptedPullTokens())
            try await Self.fill(store)
        }
        let counter = CountingClusterStore(store)
        self.counter = counter
        let time = TimeSource { Date(timeIntervalSince1970: 1_517_334_074) }
        let authorizer = Authorizer(accounts: store, policies: store)
        rights = ClusterRightsUpkeep(
            store: store,
            directory: ClusterRightsDirectory(authorizer: authorizer, users: store),
            provider: provider,
            logger: .silent
        )
        reconciler = ClusterReconciler(
            store: counter,
            provider: provider,
            rights: rights,
            pullSecrets: PullSecretUpkeep(store: store, issuer: tokens, provider: provider),
            pace: ReconcilerPace(
                observation: observation,
                progress: progress,
                repair: .milliseconds(200),
                refresh: refresh,
                retry: Backoff(first: .milliseconds(20), limit: .milliseconds(20))
            ),
            logger: .silent,
            time: time
        )
        let clusters = ClusterService(
            store: store,
            organizations: TwoOrganizations(),
            provider: provider,
            reconciler: reconciler,
            regions: Self.regions,
            quota: quota,
            time: time
        )
        let routes = ContainerServiceRoutes(
            authenticator: NamedCallers(),
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
                tokens: CountedTokens(),
                issuerURL: "https://slipway.test/identity",
                issuerAuthorityPEM: "ISSUER\n"
            ),
            versions: VersionService(provider: provider),
            locations: LocationService(
                provider: provider,
                regions: Self.regions,
                cloudFoundryURL: "https://slipway.test"
            ),
            keys: KeyService(owners: store, users: store, clusters: clusters, regions: Self.regions, time: time),
            notices: notices,
            audit: audit,
            logger: logger
        )
        var router = Router()
        router.mount(routes)
        self.router = router
    }

    private static func fill(_ store: SQLiteStore) async throws {
        let now = Date(timeIntervalSince1970: 1_500_000_000)
        for name in ["ann", "owner", "max", "bob"] {
            let user = User(
                iamID: "IBMid-\(name)",
                email: "\(name)@example.org",
                givenName: "",
                familyName: "",
                passwordHash: "",
                createdAt: now
            )
            try await store.createUser(user)
        }
        for (id, owner) in [(accountID, "IBMid-owner"), (otherAccountID, "IBMid-bob")] {
            let account = Account(id: id, name: "Account", ownerIAMID: owner, createdAt: now, updatedAt: now)
            try await store.createAccount(account)
        }
        try await store.createServiceID(robot, key: nil)
        for member in ["ann", "max"] {
            let invitation = Invitation(
                secretHash: member,
                accountID: accountID,
                iamID: "IBMid-\(member)",
                expiresAt: now
            )
            try await store.createInvitation(invitation, at: now)
            try await store.acceptInvitation(hash: member, person: nil, at: now)
        }
        try await give(.administrator, to: "IBMid-ann", in: store)
    }

    private static func give(
        _ role: PlatformRole,
        on resource: ResourceAttributes = ResourceAttributes(serviceName: ResourceAttributes.containerService),
        to iamID: String,
        in store: SQLiteStore
    ) async throws {
        let policy = AccessPolicy(
            id: "\(iamID) \(role.rawValue) \(resource.serviceInstance ?? "")",
            accountID: accountID,
            iamID: iamID,
            roles: [role],
            resource: resource,
            createdAt: Date(timeIntervalSince1970: 1_500_000_000),
            createdBy: "IBMid-owner"
        )
        try await store.createAccessPolicy(policy)
    }

    /// Gives a role on all clusters, or on what `resource` names; tells nobody.
    func give(_ role: PlatformRole, on resource: ResourceAttributes? = nil, to iamID: String) async throws {
        let everything = ResourceAttributes(serviceName: ResourceAttributes.containerService)
        try await Self.give(role, on: resource ?? everything, to: iamID, in: store)
    }

    /// Takes all roles away; tells nobody.
    func takeRoles(from iamID: String) async throws {
        for policy in try await store.accessPolicies(accountID: Self.accountID, iamID: iamID) {
            try await store.deleteAccessPolicy(id: policy.id)
        }
    }

    /// Sends a request as the person whose name is the token.
    func send(
        _ method: HTTPMethod,
        _ path: String,
        body: String = "",
        token: String? = "ann",
        headers: HTTPHeaders = [:]
    ) async throws -> HTTPResponse {
        let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
        let path = parts[0]
        var request = HTTPRequest(method: method, path: path, headers: headers, body: Data(body.utf8), id: "incident-1")
        request.query = PercentCoding.decodeForm(parts.count > 1 ? parts[1] : "")
        if let token { request.headers["Authorization"] = "bearer \(token)" }
        guard case .found(let handler, let parameters) = router.match(method, path) else {
            return HTTPResponse(status: 404)
        }
        request.parameters = parameters
        return try await handler(request)
    }

    /// Orders a cluster and gives its id.
    func create(_ name: String, workers: Int = 1) async throws -> String {
        let response = try await send(.post, "/v1/clusters", body: #"{"name":"\#(name)","workerNum":\#(workers)}"#)
        return try JSONDecoder().decode(ClusterCreateResponse.self, from: response.bytes).id
    }

    func cluster(_ idOrName: String) async throws -> ClusterInfo? {
        let response = try await send(.get, "/v1/clusters/\(idOrName)")
        guard response.status == 200 else { return nil }
        return try JSONDecoder().decode(ClusterInfo.self, from: response.bytes)
    }

    func workers(_ idOrName: String) async throws -> [WorkerInfo] {
        let response = try await send(.get, "/v1/clusters/\(idOrName)/workers")
        return try JSONDecoder().decode([WorkerInfo].self, from: response.bytes)
    }

    /// Waits until the cluster is as `condition` wants it; nil if that does not come.
    func wait(for idOrName: String, until condition: (ClusterInfo) -> Bool) async throws -> ClusterInfo? {
        try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
            guard let cluster = try await self.cluster(idOrName), condition(cluster) else { return nil }
            return cluster
        }
    }

    /// Waits until there is no such cluster any more.
    func waitUntilGone(_ idOrName: String) async throws -> Bool {
        let isGone = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
            try await self.cluster(idOrName) == nil ? true : nil
        }
        return isGone ?? false
    }
}

/// Two organizations, of which people may use the first alone.
private struct TwoOrganizations: OrganizationLookup {
    func organization(_ id: String?, accountID: String, usedBy principal: Principal) async throws -> Organization? {
        guard (id ?? "org-1") == "org-1" else { return nil }
        let date = Date(timeIntervalSince1970: 1_500_000_000)
        return Organization(id: "org-1", accountID: accountID, region: "us-south", name: "first", createdAt: date)
    }

    func organizationNames(accountID _: String) async throws -> [String: String] {
        ["org-1": "first", "org-2": "second"]
    }
}

/// Takes the token for the caller's name.
private struct NamedCallers: Authenticator {
    func principal(of request: HTTPRequest) async throws -> Principal {
        let name = (request.headers["Authorization"] ?? "").split(separator: " ").last.map(String.init) ?? ""
        let accounts = [
            "ann": ServiceFixture.accountID, "bob": ServiceFixture.otherAccountID, "nobody": nil,
            "robot": ServiceFixture.accountID, "owner": ServiceFixture.accountID, "max": ServiceFixture.accountID,
        ]
        guard let account = accounts[name] else {
            throw APIError(status: 401, code: "X", message: "The IAM token could not be verified.")
        }
        if name == "robot" {
            return Principal(iamID: ServiceFixture.robot.iamID, email: "serviceid-1", accountID: account)
        }
        return Principal(iamID: "IBMid-\(name)", email: "\(name)@example.org", accountID: account)
    }
}

/// Tokens that tell how many there were.
private struct CountedTokens: SessionTokenIssuer {
    private let count = Locked(0)

    func kubeconfigTokens(for principal: Principal) async throws -> (idToken: String, refreshToken: String) {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return ("id-\(principal.email)-\(number)", "refresh-\(number)")
    }
}
