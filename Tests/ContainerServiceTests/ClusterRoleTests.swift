// SPDX-License-Identifier: Apache-2.0

import API
import ContainerService
import FoundationEssentials
import HTTP
import Model
import StorageSQLite
import Testing

/// Who may do what: each call of the API with each role, and without any.
struct ClusterRoleTests {
    private enum Call: CaseIterable {
        case show, listWorkers, showWorker, showWorkerAlone, configuration, administratorConfiguration
        case listPools, createPool, resizePool, removePool, addWorker, rebootWorker, removeWorker, changeHibernation
        case create, delete

        func send(_ service: ServiceFixture, cluster id: String, token: String) async throws -> HTTPResponse {
            let (cluster, worker) = ("/v1/clusters/\(id)", "kube-dal10-\(id.prefix(10))-w1")
            return switch self {
            case .show: try await service.send(.get, cluster, token: token)
            case .listWorkers: try await service.send(.get, "\(cluster)/workers", token: token)
            case .showWorker: try await service.send(.get, "\(cluster)/workers/\(worker)", token: token)
            case .showWorkerAlone: try await service.send(.get, "/v1/workers/\(worker)", token: token)
            case .configuration: try await service.send(.get, "\(cluster)/config", token: token)
            case .administratorConfiguration: try await service.send(.get, "\(cluster)/config/admin", token: token)
            case .listPools: try await service.send(.get, "\(cluster)/workerpools", token: token)
            case .createPool:
                try await service.send(.post, "\(cluster)/workerpools", body: #"{"name":"web"}"#, token: token)
            case .resizePool:
                try await service.send(
                    .patch,
                    "\(cluster)/workerpools/default",
                    body: #"{"state":"rebalancing"}"#,
                    token: token
                )
            case .removePool: try await service.send(.delete, "\(cluster)/workerpools/web", token: token)
            case .addWorker: try await service.send(.post, "\(cluster)/workers", body: "{}", token: token)
            case .rebootWorker:
                try await service.send(
                    .put,
                    "\(cluster)/workers/\(worker)",
                    body: #"{"action":"reboot"}"#,
                    token: token
                )
            case .removeWorker: try await service.send(.delete, "\(cluster)/workers/\(worker)", token: token)
            case .changeHibernation:
                try await service.send(.put, "\(cluster)/hibernation", body: #"{"idleTime":"1h"}"#, token: token)
            case .create: try await service.send(.post, "/v1/clusters", body: #"{"name":"second"}"#, token: token)
            case .delete: try await service.send(.delete, cluster, token: token)
            }
        }

        /// The status for who has the role; the first row is for who has none.
        func status(_ role: PlatformRole?) -> Int {
            let statuses =
                switch self {
                case .createPool: [404, 403, 403, 201, 201]
                case .resizePool, .removePool: [404, 403, 403, 204, 204]
                case .listPools: [404, 200, 200, 200, 200]
                case .show, .listWorkers, .showWorker, .showWorkerAlone, .configuration: [404, 200, 200, 200, 200]
                case .administratorConfiguration: [404, 403, 403, 403, 200]
                case .addWorker: [404, 403, 403, 201, 201]
                case .rebootWorker, .removeWorker, .changeHibernation: [404, 403, 403, 204, 204]
                case .create: [403, 403, 403, 403, 201]
                case .delete: [404, 403, 403, 403, 204]
                }
            return statuses[role.map { (PlatformRole.allCases.firstIndex(of: $0) ?? 0) + 1 } ?? 0]
        }
    }

    @Test(
        "Each call needs its role",
        arguments: [nil] + PlatformRole.allCases.map(Optional.some),
        ["max", "robot"]
    )
    func eachCallNeedsItsRole(role: PlatformRole?, token: String) async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first")
        _ = try await service.wait(for: id) { $0.state == "normal" }
        if let role { try await service.give(role, to: Self.iamID(token)) }
        for call in Call.allCases {
            #expect(try await call.send(service, cluster: id, token: token).status == call.status(role), "\(call)")
        }
        await service.reconciler.release()
    }

    @Test(arguments: [
        (ClusterAction.see, PlatformRole.viewer), (.downloadConfiguration, .viewer), (.changeWorkers, .operator),
        (.changeMaster, .operator), (.changeHibernation, .operator),
        (.downloadAdministratorConfiguration, .administrator),
        (.create, .administrator), (.delete, .administrator),
    ])
    func tableOfRolesIsAsDocumented(action: ClusterAction, role: PlatformRole) {
        #expect(action.neededRole == role)
    }

    @Test func listHasWhatMayBeSeen() async throws {
        let service = try await ServiceFixture()
        let (first, _) = (try await service.create("first"), try await service.create("second"))
        func names(_ token: String) async throws -> [String] {
            let response = try await service.send(.get, "/v1/clusters", token: token)
            #expect(response.status == 200)
            return try JSONDecoder().decode([ClusterInfo].self, from: response.bytes).map(\.name)
        }
        #expect(try await names("max").isEmpty)
        try await service.give(.viewer, on: ResourceAttributes(serviceInstance: first), to: "IBMid-max")
        #expect(try await names("max") == ["first"])
        try await service.give(.editor, to: "IBMid-max")
        #expect(try await names("max") == ["first", "second"])
        #expect(try await names("owner") == ["first", "second"])
        try await service.store.deleteMembership(accountID: ServiceFixture.accountID, iamID: "IBMid-max")
        #expect(try await names("max").isEmpty)
        await service.reconciler.release()
    }

    @Test func administratorOfOneClusterDeletesThatOneAlone() async throws {
        let service = try await ServiceFixture()
        let (first, second) = (try await service.create("first"), try await service.create("second"))
        let policy = ResourceAttributes(serviceName: "containers-kubernetes", serviceInstance: first)
        try await service.give(.administrator, on: policy, to: "IBMid-max")
        #expect(try await service.send(.post, "/v1/clusters", body: #"{"name":"c"}"#, token: "max").status == 403)
        #expect(try await service.send(.delete, "/v1/clusters/\(second)", token: "max").status == 404)
        #expect(try await service.send(.delete, "/v1/clusters/\(first)", token: "max").status == 204)
        await service.reconciler.release()
    }

    @Test(arguments: [
        (ResourceAttributes(region: "us-south"), 200), (ResourceAttributes(region: "eu-de"), 404),
        (ResourceAttributes(serviceName: "container-registry"), 404), (ResourceAttributes(), 200),
    ])
    func policiesOnOtherThingsSayNothingOfClusters(resource: ResourceAttributes, status: Int) async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first")
        try await service.give(.administrator, on: resource, to: "IBMid-max")
        #expect(try await service.send(.get, "/v1/clusters/\(id)", token: "max").status == status)
        await service.reconciler.release()
    }

    @Test func orderingAClusterGivesNoRightInIt() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first")
        try await service.takeRoles(from: "IBMid-ann")
        #expect(try await service.send(.get, "/v1/clusters/\(id)").status == 404)
        await service.reconciler.release()
    }

    @Test func refusalSaysWhichRoleIsNeededAndHowToGiveIt() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first")
        try await service.give(.operator, to: "IBMid-max")
        let refused = try await service.send(.delete, "/v1/clusters/first", token: "max")
        #expect(refused.status == 403)
        #expect(
            String(decoding: refused.bytes, as: UTF8.self) == """
                {"code":"A0006","description":"The role Administrator on cluster 'first' is needed to delete it.",\
                "incidentID":"incident-1","recoveryCLI":"Ask the owner or an administrator of the account to run \
                'bx iam user-policy-create max@example.org --roles Administrator --service-name \
                containers-kubernetes --service-instance \(id)'.","type":"Authorization"}
                """
        )
        let unseen = try await service.send(.post, "/v1/clusters", body: "{}", token: "robot")
        #expect(
            String(decoding: unseen.bytes, as: UTF8.self) == """
                {"code":"A0006","description":"The role Administrator on all clusters of region 'us-south' is needed \
                to create clusters.","incidentID":"incident-1","recoveryCLI":"Ask the owner or an administrator of the \
                account to run 'bx iam service-policy-create ServiceId-1 --roles Administrator --service-name \
                containers-kubernetes'.","type":"Authorization"}
                """
        )
        await service.reconciler.release()
    }

    private static func iamID(_ token: String) -> String {
        token == "robot" ? ServiceFixture.robot.iamID : "IBMid-\(token)"
    }
}
