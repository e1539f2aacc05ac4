// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import ContainerService
import FoundationEssentials
import HTTP
import Model
import Provisioning
import StorageSQLite
import Testing

/// The history of clusters.
struct ClusterEventTests {
    private func events(_ service: ServiceFixture, _ cluster: String) async throws -> [ClusterEventInfo] {
        let response = try await service.send(.get, "/v1/clusters/\(cluster)/events")
        #expect(response.status == 200)
        return try JSONDecoder().decode([ClusterEventInfo].self, from: response.bytes)
    }

    /// Waits for an event that `condition` describes; nil if none comes.
    private func wait(
        _ service: ServiceFixture,
        _ cluster: String,
        for condition: (ClusterEventInfo) -> Bool
    ) async throws -> ClusterEventInfo? {
        try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
            try await events(service, cluster).last(where: condition)
        }
    }

    @Test func theWayToNormalIsTold() async throws {
        let service = try await ServiceFixture()
        service.provider.change { $0.isHeld = true }
        let id = try await service.create("first", workers: 2)
        _ = try await service.wait(for: id) { $0.state == "deploying" }
        service.provider.change { $0.isHeld = false }
        _ = try await service.wait(for: id) { $0.state == "normal" }
        let told = try await events(service, "first")
        let first = try #require(told.first)
        #expect(first.reason == "Ordered" && first.user == "ann@example.org" && first.type == "Normal")
        #expect(first.message == "Cluster ordered: Kubernetes 1.20.2, 2 workers of type free, in dal10")
        #expect(first.time == "2018-01-30T17:41:14+0000")
        let reasons = told.map(\.reason)
        #expect(reasons.contains("MasterReady") && reasons.contains("WorkerReady"))
        let states = told.filter { $0.reason == "StateChanged" }.map(\.state)
        #expect(states.first == "deploying" && states.last == "normal")
        #expect(states == states.reduce(into: []) { if $0.last != $1 { $0.append($1) } })
        await service.reconciler.release()
    }

    @Test func aWorkerThatIsLostAndComesBackIsTold() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first", workers: 2)
        _ = try await service.wait(for: id) { $0.state == "normal" }
        let worker = "kube-dal10-\(id.prefix(10))-w2"
        service.provider.change { $0.brokenWorkers = [worker: "kubelet is dead"] }
        let lost = try await wait(service, id) { $0.reason == "WorkerLost" }
        #expect(lost?.message == "Worker \(worker) lost: kubelet is dead" && lost?.type == "Warning")
        let warned = try await wait(service, id) { $0.state == "warning" && $0.reason == "StateChanged" }
        #expect(warned?.message == "normal to warning: \(worker): kubelet is dead" && warned?.type == "Warning")
        service.provider.change { $0.brokenWorkers = [:] }
        let back = try await wait(service, id) { $0.message == "warning to normal" }
        #expect(back?.type == "Normal" && back?.user == "")
        await service.reconciler.release()
    }

    @Test func whoOrderedWhatIsTold() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first", workers: 2)
        _ = try await service.wait(for: id) { $0.state == "normal" }
        let name = { (number: Int) in "kube-dal10-\(id.prefix(10))-w\(number)" }
        try await service.give(.operator, to: "IBMid-max")
        let workers = "/v1/clusters/first/workers"
        _ = try await service.send(.post, workers, body: #"{"workerNum":2}"#, token: "max")
        _ = try await service.send(.put, "\(workers)/\(name(1))", body: #"{"action":"reload"}"#, token: "max")
        _ = try await service.send(.delete, "\(workers)/\(name(2))", token: "max")
        let expected = [
            ("WorkersOrdered", "Workers \(name(3)), \(name(4)) ordered"),
            ("WorkerTaskOrdered", "Reload of worker \(name(1)) ordered"),
            ("WorkerRemovalOrdered", "Removal of worker \(name(2)) ordered"),
        ]
        for (reason, message) in expected {
            let event = try await wait(service, id) { $0.reason == reason }
            #expect(event?.message == message && event?.user == "max@example.org")
        }
        let gone = try await wait(service, id) { $0.reason == "WorkerRemoved" }
        #expect(gone?.message == "Worker \(name(2)) removed" && gone?.user == "")
        _ = try await service.send(.delete, "/v1/clusters/first")
        #expect(try await service.waitUntilGone(id))
        #expect(try await service.store.clusterEvents(clusterID: id).isEmpty)
        await service.reconciler.release()
    }

    @Test func aFailureThatComesAgainIsCounted() async throws {
        let service = try await ServiceFixture()
        let failure = ProvisioningError.failed(step: "Starting etcd", reason: "the disk is full")
        service.provider.change { script in
            script.realizeFailures = Array(repeating: failure, count: 4)
            script.stepCount = 1
        }
        let id = try await service.create("first", workers: 0)
        _ = try await service.wait(for: id) { $0.state == "normal" }
        let failed = try await events(service, id).filter { $0.type == "Warning" }
        #expect(failed.map(\.count).reduce(0, +) == 4)
        // The first time it may be known as a failure before it is known that building has begun.
        #expect(failed.count <= 2)
        #expect(failed.allSatisfy { $0.message.hasSuffix("Starting etcd: the disk is full") })
        await service.reconciler.release()
    }

    @Test func repairedRightsAreTold() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first")
        #expect(try await wait(service, id) { $0.reason == "RightsChanged" } != nil)
        service.provider.dropRights(in: id)
        let repaired = try await wait(service, id) { $0.reason == "RightsRepaired" }
        #expect(repaired?.type == "Warning")
        await service.reconciler.release()
    }

    @Test func onlyWhoSeesTheClusterSeesItsEvents() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first", workers: 0)
        for token in ["bob", "max"] {
            #expect(try await service.send(.get, "/v1/clusters/\(id)/events", token: token).status == 404)
        }
        try await service.give(.viewer, to: "IBMid-max")
        #expect(try await service.send(.get, "/v1/clusters/\(id)/events", token: "max").status == 200)
        await service.reconciler.release()
    }
}
