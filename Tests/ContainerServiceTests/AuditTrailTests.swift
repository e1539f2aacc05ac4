// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import ContainerService
import HTTP
import Testing

struct AuditTrailTests {
    /// The audit lines of what `act` does, without the ids that differ each time.
    private func trail(_ act: (ServiceFixture) async throws -> Void) async throws -> [[String: String]] {
        let lines = Locked<[LogEvent]>([])
        let service = try await ServiceFixture(logger: Logger { event in lines.withLock { $0.append(event) } })
        let id = try await service.create("first")
        _ = try await service.wait(for: id) { $0.state == "normal" }
        lines.withLock { $0 = [] }
        try await act(service)
        await service.reconciler.release()
        return lines.withLock { $0 }.map(\.metadata).filter { $0["event"] != nil }
    }

    private static let ann = [
        "iamID": "IBMid-ann", "userName": "ann@example.org", "accountID": ServiceFixture.accountID,
        "requestID": "incident-1", "address": "127.0.0.1",
    ]

    @Test(arguments: [
        ("config", "containers.config-download"), ("config/admin", "containers.admin-config-download"),
    ])
    func downloadsLeaveALine(path: String, act: String) async throws {
        let found = try await trail { service in
            _ = try await service.send(.get, "/v1/clusters/first/\(path)")
            _ = try await service.send(.get, "/global/v1/clusters/first/\(path)", token: "bob")
            _ = try await service.send(.get, "/v1/clusters/first/\(path)", token: nil)
        }
        #expect(found.first == Self.ann.merging(["event": "\(act).succeeded", "cluster": "first"]) { $1 })
        #expect(found.map { $0["event"] } == ["\(act).succeeded", "\(act).failed", "\(act).failed"])
        #expect(found.map { $0["iamID"] } == ["IBMid-ann", "IBMid-bob", nil])
        #expect(found.map { $0["code"] } == [nil, "E0008", "A0003"])
    }

    @Test func creatingAndDeletingLeaveALine() async throws {
        let found = try await trail { service in
            _ = try await service.create("second", workers: 0)
            _ = try await service.send(.post, "/v1/clusters", body: #"{"name":"second"}"#)
            _ = try await service.send(.delete, "/v1/clusters/second")
        }
        #expect(
            found.map { $0["event"] } == [
                "containers.cluster-create.succeeded", "containers.cluster-create.failed",
                "containers.cluster-delete.succeeded",
            ]
        )
        #expect(found.allSatisfy { $0["cluster"] == "second" && $0["iamID"] == "IBMid-ann" })
        #expect(found.first?["clusterID"]?.utf8.count == 32)
        #expect(found.map { $0["code"] } == [nil, "E0007", nil])
    }
}
