// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import ContainerServiceCommands
import FoundationEssentials
import HTTP
import HTTPClient
import PluginKit
import TestSupport

/// A home with a login, and a service that answers as told.
struct ContainerServiceFixture {
    typealias Answer = @Sendable (String) async throws -> HTTPResponse

    static let id = "0123456789abcdef0123456789abcdef"
    static let endpoint = "https://slipway.example.com"

    /// What was asked for, as `GET /v1/clusters`.
    private let asked = Locked<[String]>([])
    private let bodies = Locked<[String]>([])
    private let headers = Locked<[HTTPHeaders]>([])
    private let interrupt = Locked<@Sendable () -> Void>({})
    let home: String

    init(home: String, isLoggedIn: Bool = true) throws {
        self.home = home
        try SessionStore(BluemixPaths(home: home)).update { session in
            session.apiEndpoint = Self.endpoint
            session.containersEndpoint = Self.endpoint
            guard isLoggedIn else { return }
            session.iamToken = "Bearer access"
            session.iamRefreshToken = "refresh"
            session.account = SessionTarget(id: "account-1", name: "Owner's account")
        }
    }

    /// What Ctrl-C does.
    func pressInterrupt() { interrupt.withLock { $0 }() }

    var requests: [String] { asked.withLock { $0 } }
    var sentBodies: [String] { bodies.withLock { $0 } }
    var sentHeaders: [HTTPHeaders] { headers.withLock { $0 } }

    /// Runs `bx cs <words>` and gives its exit status; `answer` gets `GET /v1/clusters` and the like.
    func run(
        _ words: [String],
        on terminal: RecordedTerminal = RecordedTerminal(),
        answer: @escaping Answer = { _ in HTTPResponse(status: 500) }
    ) async -> Int32 {
        let seconds = Locked(0)
        let pace = WaitPace(
            interval: .zero,
            stopwatch: {
                {
                    .seconds(
                        seconds.withLock { second in
                            second += 1
                            return second
                        }
                    )
                }
            },
            listen: { handler in
                interrupt.withLock { $0 = handler }
                return {}
            }
        )
        let plugin = ContainerServicePlugin.plugin(pace: pace)
        let context = PluginContext(
            plugin: plugin,
            environment: ["BLUEMIX_HOME": home],
            terminal: terminal.terminal,
            time: TimeSource { Date(timeIntervalSince1970: 1_517_400_000) },
            sender: { request in
                let path = request.url.dropFirst(Self.endpoint.count)
                asked.withLock { $0.append("\(request.method.rawValue) \(path)") }
                bodies.withLock { $0.append(String(decoding: request.body, as: UTF8.self)) }
                headers.withLock { $0.append(request.headers) }
                return try await answer("\(request.method.rawValue) \(path)")
            }
        )
        return await PluginMain.run(plugin, words, context)
    }
}

extension ContainerServiceFixture {
    static func cluster(_ state: String, _ message: String? = nil, workers: Int = 0) -> ClusterInfo {
        var cluster = ClusterInfo(id: id, name: "mycluster")
        (cluster.state, cluster.statusMessage, cluster.workerCount) = (state, message, workers)
        (cluster.dataCenter, cluster.region, cluster.location) = ("dal10", "us-south", "us-south-dal10")
        cluster.createdDate = "2018-01-30T17:41:14+0000"
        (cluster.masterKubeVersion, cluster.targetVersion) = ("1.20.2", "1.20.2")
        cluster.serverURL = "https://203.0.113.10:31000"
        return cluster
    }

    static func worker(_ number: Int, _ state: String, _ status: String) -> WorkerInfo {
        var worker = WorkerInfo(id: "kube-dal10-0123456789-w\(number)")
        (worker.state, worker.status, worker.location) = (state, status, "dal10")
        (worker.machineType, worker.kubeVersion, worker.targetVersion) = ("free", "1.20.2", "1.20.2")
        return worker
    }

    static let events = [
        ClusterEventInfo(
            time: "2018-01-30T17:41:14+0000",
            lastTime: "2018-01-30T17:41:14+0000",
            count: 1,
            type: "Normal",
            reason: "Ordered",
            state: "requesting",
            message: "Cluster ordered: Kubernetes 1.20.2, 1 worker of type free, in dal10",
            user: "ann@example.org"
        ),
        ClusterEventInfo(
            time: "2018-01-30T17:52:40+0000",
            lastTime: "2018-01-30T17:55:10+0000",
            count: 3,
            type: "Warning",
            reason: "Failed",
            state: "delete_failed",
            message: "Removing mounts: device is busy",
            user: ""
        ),
    ]

    static let vlan = VLANInfo(
        id: "dal10-private",
        type: "private",
        name: "nodes",
        note: "the network between workers",
        router: "bcr01a.dal10",
        location: "dal10"
    )

    static let subnet = SubnetInfo(
        id: "slw1f2a-4",
        vlanID: "dal10-private",
        cidr: "10.213.4.0/24",
        gateway: "10.213.4.1",
        addresses: ["10.213.4.2"],
        boundCluster: "mycluster"
    )

    static let regions = [("us-south", "us-south"), ("eu-central", "eu-de")].map { name, alias in
        ContainerRegionInfo(name: name, alias: alias, cfURL: "api.\(name).example.com", freeEnabled: true)
    }

    static var pool: WorkerPoolInfo {
        var pool = WorkerPoolInfo(id: "\(id)-1f2a3b4c", name: "default")
        (pool.sizePerZone, pool.machineType, pool.isBalanced) = (3, "u2c.2x4", false)
        pool.labels = ["team": "blue", "tier": "web"]
        pool.zones = [WorkerPoolZone(id: "dal10", privateVlan: "dal10-private", publicVlan: "", workerCount: 2)]
        return pool
    }

    static func failure(_ status: Int, _ code: String, _ text: String, recovery: String? = nil) throws -> HTTPResponse {
        let body = ContainerErrorBody(
            incidentID: "7b1c",
            code: code,
            description: text,
            type: "Provisioning",
            recoveryCLI: recovery
        )
        return try .json(body, status: status)
    }

    static func notFound() throws -> HTTPResponse {
        try failure(
            404,
            "E0008",
            "The specified cluster could not be found.",
            recovery: "To list all clusters that you have access to, run 'bx cs clusters'."
        )
    }
}
