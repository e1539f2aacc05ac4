// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import ContainerService
import HTTP
import Provisioning
import Testing

struct ClusterLifeTests {
    @Test func clusterBecomesNormalAndGoes() async throws {
        let service = try await ServiceFixture()
        service.provider.change { $0.isHeld = true }
        let id = try await service.create("first", workers: 2)
        let early = try await service.wait(for: "first") { $0.state == "deploying" }
        #expect(early?.statusMessage == "Starting the API server")
        #expect(early?.masterStatus == "Deploying")

        service.provider.change { $0.isHeld = false }
        let cluster = try #require(try await service.wait(for: id) { $0.state == "normal" })
        #expect(cluster.serverURL == "https://127.0.0.1:20001")
        #expect(cluster.masterStatus == "Ready")
        #expect(cluster.statusMessage == nil)
        let workers = try await service.workers("first")
        #expect(workers.map(\.id) == (1...2).map { "kube-dal10-\(id.prefix(10))-w\($0)" })
        #expect(workers.allSatisfy { $0.state == "normal" && $0.status == "Ready" && $0.kubeVersion == "1.20.2" })
        #expect(workers.map(\.privateIP) == ["10.213.0.2", "10.213.0.3"])

        #expect(try await service.send(.delete, "/v1/clusters/first").status == 204)
        #expect(try await service.waitUntilGone("first"))
        #expect(service.provider.clusters.isEmpty)
        await service.reconciler.release()
    }

    @Test func failedCreationSaysWhyAndIsTriedAgain() async throws {
        let service = try await ServiceFixture()
        let failure = ProvisioningError.failed(step: "Starting etcd", reason: "the disk is full")
        service.provider.change { $0.realizeFailures = Array(repeating: failure, count: 10_000) }
        let id = try await service.create("first")
        let failed = try await service.wait(for: id) { $0.statusMessage == "Starting etcd: the disk is full" }
        #expect(failed?.state == "critical")
        service.provider.change { script in
            script.realizeFailures = [.missing([Obstacle(problem: "no etcd", mend: "install it")])]
        }
        #expect(try await service.wait(for: id) { $0.state == "normal" } != nil)
        await service.reconciler.release()
    }

    @Test func brokenWorkersShow() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first", workers: 2)
        _ = try await service.wait(for: id) { $0.state == "normal" }
        let worker = "kube-dal10-\(id.prefix(10))-w2"
        service.provider.change { $0.brokenWorkers = [worker: "kubelet is dead"] }
        let warned = try await service.wait(for: id) { $0.state == "warning" }
        #expect(warned?.statusMessage == "\(worker): kubelet is dead")
        let states = try await service.workers(id).map(\.state)
        #expect(states == ["normal", "critical"])

        service.provider.change { $0.masterMessage = "etcd is dead" }
        let dead = try await service.wait(for: id) { $0.state == "critical" }
        #expect(dead?.statusMessage == "etcd is dead")
        #expect(try await service.workers(id).allSatisfy { $0.state == "unknown" })

        service.provider.change { script in
            script.masterMessage = ""
            script.brokenWorkers = [:]
        }
        #expect(try await service.wait(for: id) { $0.state == "normal" } != nil)
        await service.reconciler.release()
    }

    @Test func workerThatRunsShortOfSomethingWarnsWhileTheClusterIsNormal() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first", workers: 2)
        _ = try await service.wait(for: id) { $0.state == "normal" }
        let worker = "kube-dal10-\(id.prefix(10))-w2"
        service.provider.change { $0.shortages = [worker: "kubelet has disk pressure"] }
        let warned = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
            let workers = try await service.workers(id)
            return workers.map(\.state) == ["normal", "warning"] ? workers.last : nil
        }
        #expect(warned?.status == "Ready" && warned?.errorMessage == "kubelet has disk pressure")
        #expect(try await service.cluster(id)?.state == "normal")
        service.provider.change { $0.shortages = [:] }
        let isWell = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
            try await service.workers(id).allSatisfy { $0.state == "normal" && $0.errorMessage.isEmpty } ? true : nil
        }
        #expect(isWell == true)
        await service.reconciler.release()
    }

    @Test func clusterThatStaysUnwellIsRealizedAgain() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first")
        _ = try await service.wait(for: id) { $0.state == "normal" }
        service.provider.change { $0.masterMessage = "etcd is dead" }
        let again = try await Deadline.poll(limit: .seconds(60)) {
            service.provider.calls.filter { $0 == "realize" }.count > 1 ? true : nil
        }
        #expect(again == true)
        await service.reconciler.release()
    }

    @Test func clusterThatIsWellIsRealizedFromTimeToTimeAndStaysNormal() async throws {
        let service = try await ServiceFixture(refresh: .milliseconds(50))
        let id = try await service.create("first")
        _ = try await service.wait(for: id) { $0.state == "normal" }
        service.provider.change { $0.realizeFailures = [.failed(step: "Making keys", reason: "the disk is full")] }
        let again = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) { () -> Bool? in
            let cluster = try await service.cluster(id)
            #expect(cluster?.state == "normal" && cluster?.statusMessage == nil)
            return service.provider.calls.count > 4 ? true : nil
        }
        #expect(again == true)
        await service.reconciler.release()
    }

    @Test func deletionBreaksOffCreation() async throws {
        let service = try await ServiceFixture()
        service.provider.change { $0.isHeld = true }
        let id = try await service.create("first")
        _ = try await service.wait(for: id) { $0.state == "deploying" }
        #expect(try await service.send(.delete, "/v1/clusters/first").status == 204)
        #expect(try await service.waitUntilGone(id))
        #expect(service.provider.calls == ["realize", "remove"])
        await service.reconciler.release()
    }

    @Test func failedDeletionSaysWhyAndIsTriedAgain() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first")
        _ = try await service.wait(for: id) { $0.state == "normal" }
        let failure = ProvisioningErrorCase.busy
        service.provider.change { $0.removeFailures = Array(repeating: failure, count: 10_000) }
        _ = try await service.send(.delete, "/v1/clusters/first")
        let stuck = try await service.wait(for: id) { $0.state == "delete_failed" }
        #expect(stuck?.statusMessage == "Removing mounts: device is busy")
        #expect(try await service.send(.delete, "/v1/clusters/first").status == 204)
        service.provider.change { $0.removeFailures = [] }
        #expect(try await service.waitUntilGone(id))
        await service.reconciler.release()
    }

    @Test func newReconcilerTakesOver() async throws {
        let first = try await ServiceFixture()
        first.provider.change { $0.isHeld = true }
        let id = try await first.create("first")
        _ = try await first.wait(for: id) { $0.state == "deploying" }
        await first.reconciler.release()
        first.provider.change { $0.isHeld = false }

        let second = try await ServiceFixture(after: first)
        try await second.reconciler.start()
        #expect(try await second.wait(for: id) { $0.state == "normal" } != nil)
        await second.reconciler.release()

        // A cluster that was whole stays normal while it is taken over, unless it is seen to be unwell.
        let third = try await ServiceFixture(after: second)
        third.provider.change { $0.isHeld = true }
        try await third.reconciler.start()
        let hasCalled = try await Deadline.poll(limit: .seconds(60)) { third.provider.calls.count > 2 ? true : nil }
        #expect(hasCalled == true)
        #expect(try await third.cluster(id)?.state == "normal")
        await third.reconciler.release()
    }

    @Test func newReconcilerFinishesDeletionAndLeavesUnknownClustersAlone() async throws {
        let first = try await ServiceFixture()
        let id = try await first.create("first")
        _ = try await first.wait(for: id) { $0.state == "normal" }
        first.provider.change { $0.removeFailures = Array(repeating: ProvisioningErrorCase.busy, count: 1000) }
        _ = try await first.send(.delete, "/v1/clusters/first")
        _ = try await first.wait(for: id) { $0.state == "delete_failed" }
        await first.reconciler.release()
        first.provider.change { $0.removeFailures = [] }
        first.provider.addStray("eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee")

        let second = try await ServiceFixture(after: first)
        try await second.reconciler.start()
        #expect(try await second.waitUntilGone(id))
        #expect(second.provider.clusters.map(\.key) == ["eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"])
        await second.reconciler.release()
    }

    @Test func burstOfProgressIsWrittenSparingly() async throws {
        let service = try await ServiceFixture(progress: .seconds(1))
        service.provider.change { $0.stepCount = 5000 }
        let id = try await service.create("first")
        #expect(try await service.wait(for: id) { $0.state == "normal" } != nil)
        await service.reconciler.release()
        #expect(service.counter.changeCount < 1000)
    }

    @Test func clusterThatDoesNotChangeIsNotWritten() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first")
        _ = try await service.wait(for: id) { $0.state == "normal" }
        let count = service.counter.changeCount
        let looks = service.provider.observationCount
        let hasLooked = try await Deadline.poll(limit: .seconds(60)) {
            service.provider.observationCount > looks + 3 ? true : nil
        }
        #expect(hasLooked == true)
        #expect(service.counter.changeCount == count)
        await service.reconciler.release()
    }
}

private enum ProvisioningErrorCase {
    static let busy = ProvisioningError.failed(step: "Removing mounts", reason: "device is busy")
}
