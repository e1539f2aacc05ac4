// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import ContainerService
import FoundationEssentials
import HTTP
import Model
import Provisioning
import Testing

/// Workers that come and go while their cluster runs.
struct WorkerOrderTests {
    private static func normal(_ service: ServiceFixture, workers: Int = 1) async throws -> String {
        let id = try await service.create("first", workers: workers)
        _ = try #require(try await service.wait(for: id) { $0.state == "normal" })
        return id
    }

    private static func add(_ service: ServiceFixture, _ body: String, to cluster: String) async throws -> HTTPResponse
    {
        try await service.send(.post, "/v1/clusters/\(cluster)/workers", body: body)
    }

    private static func worker(_ number: Int, of id: String) -> String {
        "kube-dal10-\(id.prefix(10))-w\(number)"
    }

    /// Waits until the workers are as `condition` wants them.
    private static func workers(
        _ service: ServiceFixture,
        of id: String,
        until condition: ([WorkerInfo]) -> Bool
    ) async throws -> [WorkerInfo]? {
        try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
            let workers = try await service.workers(id)
            return condition(workers) ? workers : nil
        }
    }

    @Test func addedWorkersJoinTheClusterWhichStaysNormal() async throws {
        let service = try await ServiceFixture()
        let id = try await Self.normal(service)
        service.provider.change { script in
            script.isHeld = true
            script.brokenWorkers = [Self.worker(2, of: id): "not registered", Self.worker(3, of: id): "not registered"]
        }
        let order = #"{"workerNum":2,"privateVlan":"dal10-private","publicVlan":""}"#
        let answer = try await Self.add(service, order, to: "first")
        #expect(answer.status == 201)
        let added = try JSONDecoder().decode([WorkerInfo].self, from: answer.bytes)
        #expect(added.map(\.id) == [2, 3].map { Self.worker($0, of: id) })
        #expect(added.allSatisfy { $0.state == "provisioning" && $0.machineType == "free" })
        #expect(try await service.cluster(id)?.state == "normal")
        #expect(try await service.cluster(id)?.workerCount == 3)

        service.provider.change { script in
            script.isHeld = false
            script.brokenWorkers = [:]
        }
        let workers = try await Self.workers(service, of: id) { $0.allSatisfy { $0.state == "normal" } }
        #expect(workers?.count == 3)
        let places = try await Deadline.poll(limit: .seconds(60)) {
            service.provider.clusters[id].flatMap { $0.workers.count == 3 ? $0.workers.map(\.number) : nil }
        }
        #expect(places == [1, 2, 3])
        await service.reconciler.release()
    }

    @Test func removedWorkerGoesAndItsPlaceIsGivenAwayAgain() async throws {
        let service = try await ServiceFixture()
        let id = try await Self.normal(service, workers: 2)
        let path = "/v1/clusters/first/workers/\(Self.worker(1, of: id))"
        #expect(try await service.send(.delete, path).status == 204)
        let left = try await Self.workers(service, of: id) { $0.count == 1 }
        #expect(left?.map(\.id) == [Self.worker(2, of: id)])
        #expect(service.provider.calls.contains("remove \(Self.worker(1, of: id))"))
        #expect(try await service.send(.delete, path).status == 404)
        let order = try await Deadline.poll(limit: .seconds(60)) {
            service.provider.clusters[id].flatMap { $0.workers.count == 1 ? $0 : nil }
        }
        #expect(order?.workers.map(\.number) == [2])

        #expect(try await Self.add(service, "{}", to: id).status == 201)
        let workers = try await Self.workers(service, of: id) { $0.allSatisfy { $0.state == "normal" } }
        #expect(workers?.map(\.id) == [2, 3].map { Self.worker($0, of: id) })
        let places = try await Deadline.poll(limit: .seconds(60)) {
            service.provider.clusters[id].flatMap { $0.workers.count == 2 ? $0.workers.map(\.number) : nil }
        }
        #expect(places?.sorted() == [1, 2])
        await service.reconciler.release()
    }

    @Test func failedRemovalStandsAtItsWorkerAloneAndIsTriedAgain() async throws {
        let service = try await ServiceFixture()
        let id = try await Self.normal(service, workers: 3)
        let (first, second) = (Self.worker(1, of: id), Self.worker(2, of: id))
        service.provider.change { script in
            script.workerFailures = [first: Array(repeating: Self.busy, count: 10_000)]
        }
        for worker in [first, second] {
            #expect(try await service.send(.delete, "/v1/clusters/first/workers/\(worker)").status == 204)
        }
        let stuck = try await Self.workers(service, of: id) { $0.count == 2 && !$0[0].errorMessage.isEmpty }
        #expect(stuck?.map(\.state) == ["deleting", "normal"])
        #expect(stuck?.first?.errorMessage == "Removing the worker: device is busy")
        #expect(try await service.cluster(id)?.state == "normal")
        service.provider.change { $0.workerFailures = [:] }
        #expect(try await Self.workers(service, of: id) { $0.count == 1 } != nil)
        await service.reconciler.release()
    }

    @Test func removalOutlivesTheDaemon() async throws {
        let service = try await ServiceFixture()
        let id = try await Self.normal(service, workers: 2)
        await service.reconciler.release()
        #expect(
            try await service.send(.delete, "/v1/clusters/first/workers/\(Self.worker(2, of: id))").status == 204
        )
        #expect(try await service.workers(id).map(\.state) == ["normal", "deleting"])

        let second = try await ServiceFixture(after: service)
        try await second.reconciler.start()
        #expect(try await Self.workers(second, of: id) { $0.count == 1 } != nil)
        await second.reconciler.release()
    }

    @Test func removalWaitsForAMasterThatAnswers() async throws {
        let service = try await ServiceFixture()
        let id = try await Self.normal(service, workers: 2)
        service.provider.change { $0.masterMessage = "etcd is dead" }
        #expect(
            try await service.send(.delete, "/v1/clusters/first/workers/\(Self.worker(2, of: id))").status == 204
        )
        let realized = service.provider.calls.count
        let hasTried = try await Deadline.poll(limit: .seconds(60)) {
            service.provider.calls.count > realized + 2 ? true : nil
        }
        #expect(hasTried == true)
        #expect(!service.provider.calls.contains { $0.hasPrefix("remove ") })
        service.provider.change { $0.masterMessage = "" }
        #expect(try await Self.workers(service, of: id) { $0.count == 1 } != nil)
        await service.reconciler.release()
    }

    @Test func workerThatCannotBeMadeSaysWhyAndLeavesTheOthersAlone() async throws {
        let service = try await ServiceFixture()
        let id = try await Self.normal(service)
        let second = Self.worker(2, of: id)
        service.provider.change { script in
            script.realizeFailures = Array(repeating: .workersFailed([second: "overlayfs is missing"]), count: 10_000)
            script.brokenWorkers = [second: "the node has not registered yet"]
        }
        #expect(try await Self.add(service, "{}", to: id).status == 201)
        let failed = try await Self.workers(service, of: id) { $0.last?.state == "provision_failed" }
        #expect(failed?.map(\.state) == ["normal", "provision_failed"])
        #expect(failed?.last?.errorMessage == "overlayfs is missing")
        #expect(try await service.wait(for: id) { $0.state == "warning" } != nil)
        service.provider.change { script in
            script.realizeFailures = []
            script.brokenWorkers = [:]
        }
        #expect(try await service.wait(for: id) { $0.state == "normal" } != nil)
        #expect(try await service.workers(id).map(\.state) == ["normal", "normal"])
        await service.reconciler.release()
    }

    @Test(arguments: [
        (#"{"machineType":"b9z.1x1"}"#, "E0004"), (#"{"machineType":"u2c.2x4"}"#, "E0004"),
        (#"{"workerNum":0}"#, "E0006"),
        (#"{"workerNum":51}"#, "E0006"), (#"{"workerNum":40}"#, "E0006"), (#"{"workerNum":"two"}"#, "E0002"),
        (#"{"isolation":"private"}"#, "E0014"), ("", "E0002"),
        (#"{"privateVlan":"1234567"}"#, "E0015"), (#"{"publicVlan":"dal10-private"}"#, "E0015"),
    ])
    func ordersThatCannotBeKeptAreRefused(body: String, code: String) async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first", workers: 1)
        let answer = try await Self.add(service, body, to: id)
        #expect(answer.status == 400)
        #expect(try JSONDecoder().decode(ContainerErrorBody.self, from: answer.bytes).code == code)
        #expect(try await service.workers(id).count == 1)
        await service.reconciler.release()
    }

    @Test func deletedClustersGetNoWorkers() async throws {
        let service = try await ServiceFixture()
        let id = try await Self.normal(service)
        service.provider.change { $0.removeFailures = Array(repeating: Self.busy, count: 10_000) }
        _ = try await service.send(.delete, "/v1/clusters/first")
        #expect(try await Self.add(service, "{}", to: id).status == 409)
        service.provider.change { $0.removeFailures = [] }
        #expect(try await service.waitUntilGone(id))
        await service.reconciler.release()
    }

    @Test func workersOfOthersAreNotFound() async throws {
        let service = try await ServiceFixture()
        let id = try await Self.normal(service)
        let worker = Self.worker(1, of: id)
        #expect(try await service.send(.delete, "/v1/clusters/\(id)/workers/nothing").status == 404)
        #expect(try await service.send(.delete, "/v1/clusters/\(id)/workers/\(worker)", token: "bob").status == 404)
        #expect(try await service.workers(id).map(\.state) == ["normal"])
        await service.reconciler.release()
    }

    private static let busy = ProvisioningError.failed(step: "Removing the worker", reason: "device is busy")
}
