// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import ContainerService
import HTTP
import Model
import Testing

struct AuditTrailTests {
    @Test func eachActGoesIntoTheAuditLog() async throws {
        let events = Locked<[AuditEvent]>([])
        let service = try await ServiceFixture(audit: RecordedAudit(events: events))
        let id = try await service.create("second", workers: 0)
        _ = try await service.send(.delete, "/v1/clusters/nowhere")
        _ = try await service.send(.get, "/v1/clusters/second")
        await service.reconciler.release()
        let found = events.withLock { $0 }
        #expect(found.map(\.action) == ["containers.cluster-create", "containers.cluster-delete"])
        #expect(found.map(\.result) == ["success", "E0008"])
        #expect(found.map(\.target) == ["second \(id)", "nowhere"])
        for event in found {
            #expect(event.userName == "ann@example.org")
            #expect(event.accountID == ServiceFixture.accountID)
            #expect(event.address == "127.0.0.1" && event.requestID == "incident-1")
        }
    }

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
        #expect(found.first == Self.ann.merging(["event": "\(act).succeeded", "target": "first"]) { $1 })
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
        #expect(found.allSatisfy { $0["iamID"] == "IBMid-ann" })
        #expect(found.dropFirst().allSatisfy { $0["target"] == "second" })
        #expect(found.first?["target"]?.split(separator: " ").map(\.utf8.count) == [6, 32])
        #expect(found.map { $0["code"] } == [nil, "E0007", nil])
    }
}

private struct RecordedAudit: AuditLog {
    let events: Locked<[AuditEvent]>

    func record(_ event: AuditEvent) {
        events.withLock { $0.append(event) }
    }
}
