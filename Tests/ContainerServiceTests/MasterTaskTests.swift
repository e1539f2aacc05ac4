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

/// What is ordered for masters.
struct MasterTaskTests {
    private static let failure = ProvisioningError.failed(step: "Starting the API server", reason: "it ends")

    /// A service with a cluster of version 1.20.2 that is normal, and these newer versions.
    private func ready(_ versions: String..., workers: Int = 1) async throws -> (ServiceFixture, id: String) {
        let service = try await ServiceFixture()
        let id = try await service.create("first", workers: workers)
        _ = try await service.wait(for: id) { $0.state == "normal" }
        service.provider.change { script in
            script.capabilities = ProviderCapabilities(
                versions: (["1.20.2"] + versions).compactMap { KubernetesVersion($0) }.sorted(by: >),
                masterObstacles: [],
                workerObstacles: [],
                hostCores: 4,
                hostMemoryGiB: 16,
                workerSystem: "DEBIAN_12",
                workerStorageGiB: 80
            )
        }
        return (service, id)
    }

    private func update(
        _ service: ServiceFixture,
        _ body: String = #"{"action":"update"}"#,
        token: String = "ann"
    ) async throws -> HTTPResponse {
        try await service.send(.put, "/v1/clusters/first", body: body, token: token)
    }

    private func reasons(_ service: ServiceFixture, _ id: String) async throws -> [String] {
        try await service.store.clusterEvents(clusterID: id).map(\.reason.rawValue)
    }

    @Test func anUpdateGivesTheMasterTheNewestVersionAndLeavesTheWorkers() async throws {
        let (service, id) = try await ready("1.20.5", "1.21.1", workers: 2)
        let offered = try await service.cluster(id)
        #expect(offered?.masterKubeVersion == "1.20.2" && offered?.targetVersion == "1.21.1")
        service.provider.change { $0.isHeld = true }
        #expect(try await update(service).status == 204)
        let under = try await service.wait(for: id) { $0.masterState == "updating" }
        #expect(under?.state == "deploying" && under?.masterStatus == "Updating")
        #expect(try await service.workers(id).allSatisfy { $0.state == "unknown" && $0.status == "Unknown" })

        service.provider.change { $0.isHeld = false }
        let done = try #require(try await service.wait(for: id) { $0.state == "normal" })
        #expect(done.masterKubeVersion == "1.21.1" && done.targetVersion == "1.21.1" && done.statusMessage == nil)
        let workers = try await service.workers(id)
        #expect(workers.allSatisfy { $0.state == "normal" && $0.kubeVersion == "1.20.2" })
        #expect(workers.allSatisfy { $0.targetVersion == "1.21.1" })
        #expect(service.provider.calls.contains("update 1 to 1.21.1"))
        let told = try await service.store.clusterEvents(clusterID: id)
        let order = told.first { $0.reason == .updateOrdered }
        #expect(order?.message == "Update of the master from Kubernetes 1.20.2 to 1.21.1 ordered")
        #expect(order?.actor == "ann@example.org")
        let updated = told.first { $0.reason == .updated }
        #expect(updated?.message == "The master has Kubernetes 1.21.1, before 1.20.2")
        await service.reconciler.release()
    }

    @Test func anUpdateThatFailsIsTakenBack() async throws {
        let (service, id) = try await ready("1.21.1")
        service.provider.change { $0.masterFailures = [Self.failure, Self.failure] }
        #expect(try await update(service).status == 204)
        let rolledBack = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
            try await reasons(service, id).contains("RolledBack") ? true : nil
        }
        #expect(rolledBack == true)
        let cluster = try await service.wait(for: id) { $0.state == "normal" }
        #expect(cluster?.masterKubeVersion == "1.20.2")
        let calls = service.provider.calls.filter { $0.contains(" to ") }
        #expect(calls == ["update 1 to 1.21.1", "restore 1 to 1.20.2", "restore 1 to 1.20.2"])
        let failed = try await service.store.clusterEvents(clusterID: id).first { $0.reason == .updateFailed }
        #expect(failed?.message == "The update of the master failed: Starting the API server: it ends")
        #expect(try await update(service).status == 204)
        _ = try await service.wait(for: id) { $0.masterKubeVersion == "1.21.1" }
        #expect(service.provider.calls.contains("update 2 to 1.21.1"))
        await service.reconciler.release()
    }

    @Test func anUpdateGoesOnAfterARestart() async throws {
        let (first, id) = try await ready("1.21.1")
        first.provider.change { $0.isHeld = true }
        _ = try await update(first)
        _ = try await first.wait(for: id) { $0.masterState == "updating" }
        await first.reconciler.release()
        first.provider.change { $0.isHeld = false }
        let second = try await ServiceFixture(after: first)
        try await second.reconciler.start()
        let done = try await second.wait(for: id) { $0.state == "normal" }
        #expect(done?.masterKubeVersion == "1.21.1")
        #expect(second.provider.calls.filter { $0 == "update 1 to 1.21.1" }.count == 2)
        await second.reconciler.release()
    }

    @Test func aRollBackGoesOnAfterARestart() async throws {
        let (first, id) = try await ready("1.21.1")
        first.provider.change { $0.masterFailures = Array(repeating: Self.failure, count: 10_000) }
        _ = try await update(first)
        let isRestoring = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
            first.provider.calls.contains("restore 1 to 1.20.2") ? true : nil
        }
        #expect(isRestoring == true)
        await first.reconciler.release()
        first.provider.change { $0.masterFailures = [] }
        let second = try await ServiceFixture(after: first)
        try await second.reconciler.start()
        let done = try await second.wait(for: id) { $0.state == "normal" }
        #expect(done?.masterKubeVersion == "1.20.2")
        #expect(second.provider.calls.filter { $0 == "update 1 to 1.21.1" }.count == 1)
        await second.reconciler.release()
    }

    @Test func nothingElseIsOrderedWhileAMasterChanges() async throws {
        let (service, id) = try await ready("1.21.1")
        service.provider.change { $0.isHeld = true }
        _ = try await update(service)
        _ = try await service.wait(for: id) { $0.masterState == "updating" }
        let refused = try await update(service)
        #expect(refused.status == 409)
        let refresh = #"{"action":"refresh"}"#
        #expect(try await service.send(.put, "/v1/clusters/first/masters", body: refresh).status == 409)
        // What is ordered for workers waits, and the cluster can be removed.
        #expect(try await service.send(.post, "/v1/clusters/first/workers", body: "{}").status == 201)
        #expect(try await service.cluster(id)?.masterState == "updating")
        #expect(try await service.send(.delete, "/v1/clusters/first").status == 204)
        #expect(try await service.waitUntilGone(id))
        await service.reconciler.release()
    }

    @Test func aRefreshRestartsTheMaster() async throws {
        let (service, id) = try await ready()
        let body = #"{"action":"refresh"}"#
        #expect(try await service.send(.put, "/v1/clusters/first/masters", body: body).status == 204)
        let isDone = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
            try await reasons(service, id).contains("Refreshed") ? true : nil
        }
        #expect(isDone == true && service.provider.calls.contains("restart"))
        #expect(try await service.wait(for: id) { $0.state == "normal" }?.masterKubeVersion == "1.20.2")
        await service.reconciler.release()
    }

    @Test(arguments: [
        (#"{"action":"update","version":"1.20.2"}"#, "has version 1.20.2 already"),
        (#"{"action":"update","version":"1.19.9"}"#, "cannot go back to 1.19.9"),
        (#"{"action":"update","version":"1.21.9"}"#, "is not available"),
        (#"{"action":"update"}"#, "more than 2 minor versions above 1.20.2"),
        (#"{"action":"refresh"}"#, "does not exist"), (#"{}"#, "does not exist"),
    ])
    func versionsThatCannotBeAreRefused(body: String, message: String) async throws {
        let (service, _) = try await ready("1.19.9", "1.23.0")
        let answer = try await update(service, body)
        #expect(answer.status == 400)
        #expect(String(decoding: answer.bytes, as: UTF8.self).contains(message))
        await service.reconciler.release()
    }

    @Test func moreVersionsArePassedOverByForce() async throws {
        let (service, id) = try await ready("1.23.0")
        #expect(try await update(service, #"{"action":"update","force":true,"version":"1.23.0_1500"}"#).status == 204)
        #expect(try await service.wait(for: id) { $0.masterKubeVersion == "1.23.0" } != nil)
        await service.reconciler.release()
    }

    @Test func workersThatWouldBeLeftBehindComeFirst() async throws {
        let (service, id) = try await ready("1.22.0", "1.23.0")
        #expect(try await update(service, #"{"action":"update","version":"1.22.0"}"#).status == 204)
        _ = try await service.wait(for: id) { $0.masterKubeVersion == "1.22.0" && $0.state == "normal" }
        let answer = try await update(service)
        #expect(answer.status == 400)
        #expect(String(decoding: answer.bytes, as: UTF8.self).contains("Update them first"))
        await service.reconciler.release()
    }

    @Test func onlyOperatorsChangeMasters() async throws {
        let (service, _) = try await ready("1.21.1")
        try await service.give(.editor, to: "IBMid-max")
        #expect(try await update(service, token: "max").status == 403)
        try await service.give(.operator, to: "IBMid-max")
        #expect(try await update(service, token: "max").status == 204)
        await service.reconciler.release()
    }
}
