// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import ContainerRegistryCommands
import FoundationEssentials
import HTTP
import HTTPClient
import PluginKit
import TestSupport

/// A home with a login, and a registry that answers as told.
struct ContainerRegistryFixture {
    typealias Answer = @Sendable (HTTPClientRequest) async throws -> HTTPResponse

    static let endpoint = "https://slipway.example.com"
    static let host = "registry.example.com:31443"
    static let now = Date(timeIntervalSince1970: 1_517_400_000)
    static let authority = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"

    private let asked = Locked<[HTTPClientRequest]>([])
    private let bodies = Locked<[String]>([])
    private let interrupt = Locked<@Sendable () -> Void>({})
    let home: String
    /// The environment of the command, in which `HOME` is the home.
    var environment: [String: String]

    init(home: String, isLoggedIn: Bool = true, hasAuthority: Bool = false) throws {
        self.home = home
        environment = ["BLUEMIX_HOME": home, "HOME": home, "PATH": home + "/bin"]
        try SessionStore(BluemixPaths(home: home)).update { session in
            session.apiEndpoint = Self.endpoint
            session.iamEndpoint = Self.endpoint
            session.containersEndpoint = Self.endpoint
            if hasAuthority { session.authorityPEM = Self.authority }
            guard isLoggedIn else { return }
            session.iamToken = "Bearer \(Self.token(expiresIn: 3600))"
            session.iamRefreshToken = "refresh"
            session.account = SessionTarget(id: "account-1", name: "Owner's account")
            session.organization = SessionTarget(id: "org-1", name: "owner")
        }
    }

    /// A session's token as the token service writes it, without a real signature.
    static func token(expiresIn seconds: Int, id: String = "t1") -> String {
        let claims = #"{"exp":\#(now.unixSeconds + seconds),"iam_id":"IBMid-1","jti":"\#(id)"}"#
        let payload = Data(claims.utf8).base64EncodedString().filter { $0 != "=" }
        return "e30.\(payload).c2ln"
    }

    /// What Ctrl-C does.
    func pressInterrupt() { interrupt.withLock { $0 }() }

    /// What the registry's API was asked for, as `GET /api/v1/images`; where the server's services are is asked too.
    var requests: [String] {
        asked.withLock { $0 }.map { "\($0.method.rawValue) \($0.url.replacing(Self.endpoint, with: ""))" }
            .filter { $0 != "GET /v2/info" }
    }
    var sentRequests: [HTTPClientRequest] { asked.withLock { $0 } }
    /// The bodies that came as files, as text, and the others.
    var sentBodies: [String] { bodies.withLock { $0 } }

    /// Runs `bx cr <words>` and gives its exit status.
    func run(
        _ words: [String],
        on terminal: RecordedTerminal = RecordedTerminal(),
        input: String = "",
        answer: @escaping Answer = { _ in HTTPResponse(status: 500) }
    ) async -> Int32 {
        var surroundings = ContainerRegistryPlugin.Surroundings()
        surroundings.dockerFolder = home + "/etc/docker"
        surroundings.readInput = { input }
        surroundings.listen = { handler in
            interrupt.withLock { $0 = handler }
            return {}
        }
        let plugin = ContainerRegistryPlugin.plugin(surroundings)
        let context = PluginContext(
            plugin: plugin,
            environment: environment,
            terminal: terminal.terminal,
            time: TimeSource { Self.now },
            sender: { request in
                asked.withLock { $0.append(request) }
                let file = try request.bodyFile.flatMap { try Files.read($0) }
                bodies.withLock { $0.append(String(decoding: file ?? request.body, as: UTF8.self)) }
                if request.url == Self.endpoint + "/v2/info" {
                    return try .json(ServerInfo(baseURL: Self.endpoint, region: "us-south", registryHost: Self.host))
                }
                return try await answer(request)
            }
        )
        return await PluginMain.run(plugin, words, context)
    }
}

extension ContainerRegistryFixture {
    static let digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

    static func image(
        _ name: String,
        tags: [String],
        size: Int = 264_000_000,
        _ status: String = "OK"
    ) -> RegistryImageInfo {
        RegistryImageInfo(
            id: digest,
            digestTags: ["\(host)/\(name)@\(digest)": tags.map { "\(host)/\(name):\($0)" }],
            repoTags: tags.map { "\(host)/\(name):\($0)" },
            repoDigests: ["\(host)/\(name)@\(digest)"],
            created: now.unixSeconds - 14 * 86_400,
            size: size,
            virtualSize: size,
            vulnerable: status
        )
    }

    static let tokenInfo = RegistryTokenInfo(
        id: "58669dd6-3ddd-5c78-99f9-ad0a5aabd9ad",
        owner: "account-1",
        secondaryOwner: "for the pipeline",
        readOnly: true,
        revoked: false,
        expiry: 1_517_486_400
    )

    static func failure(_ status: Int, _ code: String, _ message: String) throws -> HTTPResponse {
        try .json(RegistryErrorBody(code: code, message: message, requestID: "r1"), status: status)
    }
}
