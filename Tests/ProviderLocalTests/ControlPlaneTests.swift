// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import Kubernetes
import Model
import ProcessControl
import Provisioning
import TestSupport
import Testing

@testable import ProviderLocal

/// A real etcd and API server, without workers; needs no root.
@Suite(
    .enabled(if: ControlPlaneFixture.isPossible, "needs SLIPWAY_TEST_CLUSTERS=1, etcd and the Kubernetes programs"),
    .serialized
)
struct ControlPlaneTests {
    @Test func aClusterLivesThroughCrashesAndTakeOvers() async throws {
        try await ControlPlaneFixture.run { fixture, provider in
            try await isCutShortWhileTheAPIServerStarts(fixture)
            try await fixture.realize(provider)
            let observation = await provider.observe(fixture.order)
            #expect(observation.isMasterReady)
            #expect(fixture.pids().count == 4)

            try await changesAreWatched(fixture, provider)
            try await ClusterBindingChecks(fixture, provider).run()
            try await realizingAgainChangesNothing(fixture, provider)
            try await healsAfterKilling("kube-apiserver", fixture, provider)
            try await healsAfterKilling("etcd", fixture, provider)
            try await secondProviderTakesOver(fixture, provider)

            try await provider.remove(clusterID: fixture.order.id)
            #expect(fixture.pids().isEmpty)
            #expect(!Files.exists(fixture.clusterFolder))
            #expect(try await provider.existingClusterIDs().isEmpty)
            try await provider.remove(clusterID: fixture.order.id)
        }
    }

    /// What a provider that ended during creation left is what the next one goes on with.
    private func isCutShortWhileTheAPIServerStarts(_ fixture: ControlPlaneFixture) async throws {
        let first = fixture.provider()
        let order = fixture.order
        let creation = Task {
            try await first.realize(order) { step in
                guard step.title == "Starting the API server" else { return }
                withUnsafeCurrentTask { $0?.cancel() }
            }
        }
        await #expect(throws: ProvisioningError.cancelled) { try await creation.value }
        await first.release()
        let observation = await first.observe(order)
        #expect(!observation.isMasterReady)
        #expect(try await first.existingClusterIDs() == [order.id])
    }

    private func client(_ fixture: ControlPlaneFixture, _ provider: LocalProvider) async throws -> KubernetesClient {
        let access = try #require(try await provider.access(to: fixture.order.id))
        return KubernetesClient(
            serverURL: access.serverURL,
            authorityPEM: access.authorityPEM,
            certificatePEM: access.adminCertificatePEM,
            keyPEM: access.adminKeyPEM
        )
    }

    private func changesAreWatched(_ fixture: ControlPlaneFixture, _ provider: LocalProvider) async throws {
        let client = try await client(fixture, provider)
        let path = "/api/v1/namespaces/default/configmaps"
        let map: JSONValue = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "watched"]]
        var steps: [String] = []
        for await event in client.watch(path) {
            switch event {
            case .listed:
                steps.append("listed")
                try await client.apply(map, in: path)
                try await client.apply(map, in: path)
                try await client.patch("\(path)/watched", ["data": ["a": "1"]])
                try await client.delete("\(path)/watched")
                try await client.delete("\(path)/watched")
            case .changed(let object):
                guard object["metadata"]?["name"]?.text == "watched" else { continue }
                steps.append("changed \(object["data"]?["a"]?.text ?? "-")")
            case .deleted(let object): steps.append("deleted \(object["metadata"]?["name"]?.text ?? "-")")
            }
            if steps.count == 4 { break }
        }
        #expect(steps == ["listed", "changed -", "changed 1", "deleted watched"])
        await #expect(throws: KubernetesError.notFound(path: "\(path)/watched")) {
            try await client.get("\(path)/watched")
        }
    }

    private func realizingAgainChangesNothing(
        _ fixture: ControlPlaneFixture,
        _ provider: LocalProvider
    ) async throws {
        func files() throws -> [String: Data?] {
            var found: [String: Data?] = [:]
            for folder in ["pki", "kubeconfig"].map({ "\(fixture.clusterFolder)/\($0)" }) {
                for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                    found[name] = try Files.read("\(folder)/\(name)")
                }
            }
            return found
        }
        let (processes, before) = (fixture.pids(), try files())
        try await fixture.realize(provider)
        #expect(fixture.pids() == processes)
        #expect(try files() == before)
    }

    @Test(arguments: ["etcd", "kube-apiserver"])
    func aTakenPortIsSaid(unit: String) async throws {
        try await ControlPlaneFixture.run { fixture, provider in
            let allocation = try ClusterAllocator(configuration: fixture.configuration).ensure(for: fixture.order.id)
            let port = unit == "etcd" ? allocation.etcdClientPort : allocation.apiServerPort
            let squatter = try Squatter(port: port)
            defer { squatter.end() }
            let failure = await #expect(throws: ProvisioningError.self) { try await fixture.realize(provider) }
            guard case .failed(_, let reason)? = failure else {
                Issue.record("\(String(describing: failure)) is another failure")
                return
            }
            #expect(reason.hasPrefix("port \(port), which \(unit) needs, is taken by the process \(getpid()) ("))
        }
    }

    private func healsAfterKilling(
        _ unit: String,
        _ fixture: ControlPlaneFixture,
        _ provider: LocalProvider
    ) async throws {
        let before = try #require(fixture.pid(of: unit))
        kill(before, SIGKILL)
        let healed = try await Deadline.poll(limit: .seconds(60)) { () -> Bool? in
            guard let now = fixture.pid(of: unit), now != before else { return nil }
            return await provider.observe(fixture.order).isMasterReady ? true : nil
        }
        #expect(healed == true, "\(unit) came back")
    }

    private func secondProviderTakesOver(_ fixture: ControlPlaneFixture, _ provider: LocalProvider) async throws {
        let stable = try await Deadline.poll(limit: .seconds(60)) { fixture.pids().count == 4 ? true : nil }
        #expect(stable == true)
        let before = fixture.pids()
        await provider.release()
        let second = fixture.provider()
        try await fixture.realize(second)
        #expect(fixture.pids() == before)
        try await healsAfterKilling("kube-scheduler", fixture, second)
        await second.release()
    }

    @Test func anUnknownVersionIsRefusedBeforeAnythingIsMade() async throws {
        await withTemporaryDirectory { folder in
            let fixture = ControlPlaneFixture(folder: folder)
            let order = ClusterOrder(
                id: fixture.order.id,
                name: "test",
                version: .init(major: 1, minor: 99, patch: 0),
                region: "us-south",
                zone: "dal10",
                workers: []
            )
            await #expect(throws: ProvisioningError.self) { try await fixture.provider().realize(order) { _ in } }
            #expect(!Files.exists(fixture.clusterFolder))
        }
    }
}
