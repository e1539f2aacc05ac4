// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import ProcessControl
import Provisioning
import Supervision
import TestSupport
import Testing

@testable import ProviderLocal

/// Real workers: containers, networks, names.
@Suite(
    .enabled(if: WorkerFixture.isPossible, "needs SLIPWAY_TEST_CLUSTERS=1, root and the programs of workers"),
    .serialized
)
struct WorkerTests {
    @Test func podsOnTwoWorkersServeByNameAndClustersAreApart() async throws {
        try await withTemporaryDirectory { folder in
            let tag = RandomText.hex(byteCount: 2)
            let before = try await HostState.current(tag: tag)
            let first = WorkerFixture(folder: folder, tag: tag, workers: 2)
            let second = WorkerFixture(folder: folder, tag: tag, workers: 1)
            let provider = LocalProvider(configuration: first.configuration, logger: .silent)
            var failure: (any Error)?
            do {
                try await exercise(first, second, provider)
            } catch {
                failure = error
            }
            for order in [first.order, second.order] {
                let start = ContinuousClock.now
                try await provider.remove(clusterID: order.id)
                print("removing a cluster took \(ContinuousClock.now - start)")
            }
            rmdir("/run/slipway-test")
            if let failure { throw failure }
            #expect(try await HostState.current(tag: tag) == before)
            #expect(!Files.exists(ClusterLayout.folder(of: first.order.id, configuration: first.configuration)))
            let strays = ProcessTable.processes(withEnvironment: UnitSpecification.marker, valuePrefix: folder)
            #expect(strays.isEmpty)
        }
    }

    @Test func aWorkerIsWholeHoweverOftenItsBuildingBrokeOff() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(folder: folder, tag: RandomText.hex(byteCount: 2), workers: 1)
            let provider = LocalProvider(configuration: fixture.configuration, logger: .silent)
            for pause in [50, 150, 300, 600, 1200] {
                let building = Task { try await provider.realize(fixture.order) { _ in } }
                try await Task.sleep(for: .milliseconds(pause))
                building.cancel()
                _ = await building.result
                // As after a daemon that was killed: nothing is remembered but what is on the host.
                await provider.release()
            }
            let result: Result<Void, any Error>
            do {
                result = .success(try await provider.realize(fixture.order) { _ in })
            } catch {
                result = .failure(error)
            }
            let observation = await provider.observe(fixture.order)
            try await provider.remove(clusterID: fixture.order.id)
            rmdir("/run/slipway-test")
            try result.get()
            #expect(observation.workers.map(\.isReady) == [true])
        }
    }

    private func exercise(_ first: WorkerFixture, _ second: WorkerFixture, _ provider: LocalProvider) async throws {
        let start = ContinuousClock.now
        try await provider.realize(first.order) { _ in }
        print("a cluster with two workers took \(ContinuousClock.now - start)")
        let observation = await provider.observe(first.order)
        #expect(observation.workers.map(\.isReady) == [true, true])
        try await first.importImage()
        try await first.deploy("web")
        let pods = try await runningPods(first)
        #expect(Set(pods.map(\.node)).count == 2)
        try await answersByName(first, pods)
        try await healsKubelet(first, provider, pods)

        try await provider.realize(second.order) { _ in }
        try await second.importImage()
        try await second.deploy("other")
        try await isApart(first, second)

        try await takesOver(first, provider, pods)
    }

    /// A daemon that starts again changes nothing; one that halted its clusters brings them back.
    private func takesOver(_ fixture: WorkerFixture, _ provider: LocalProvider, _ pods: [Pod]) async throws {
        func processes() -> Set<Int32> {
            let folder = ClusterLayout.folder(of: fixture.order.id, configuration: fixture.configuration)
            return Set(
                ProcessTable.processes(withEnvironment: UnitSpecification.marker, valuePrefix: folder).map(\.pid)
            )
        }
        let before = processes()
        await provider.release()
        try await provider.realize(fixture.order) { _ in }
        #expect(processes() == before)
        #expect(try await runningPods(fixture) == pods)

        try await provider.halt()
        #expect(processes().isEmpty)
        let start = ContinuousClock.now
        try await provider.realize(fixture.order) { _ in }
        print("bringing a cluster back took \(ContinuousClock.now - start)")
        _ = try await fixture.kubectl("rollout", "status", "deployment/web", "--timeout=60s")
        let back = try await Deadline.poll(limit: .seconds(90)) { () -> Bool? in
            guard let list = try? await runningPods(fixture), list.count == pods.count else { return nil }
            do {
                try await answersByName(fixture, list)
                return true
            } catch {
                return nil
            }
        }
        #expect(back == true, "its pods serve again")
    }

    private struct Pod: Equatable {
        let name: String
        let node: String
        let address: String
    }

    private func runningPods(_ fixture: WorkerFixture) async throws -> [Pod] {
        let columns = "custom-columns=N:.metadata.name,W:.spec.nodeName,A:.status.podIP"
        let text = try await fixture.kubectl("get", "pods", "--no-headers", "-o", columns)
        return text.split(separator: "\n").map { line in
            let words = line.split(separator: " ").map(String.init)
            return Pod(name: words[0], node: words[1], address: words[2])
        }.sorted { $0.name < $1.name }
    }

    private func answersByName(_ fixture: WorkerFixture, _ pods: [Pod]) async throws {
        let ask = "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 3"
        for pod in pods {
            for other in pods {
                let answer = try await fixture.kubectl(
                    "exec",
                    pod.name,
                    "--",
                    "sh",
                    "-c",
                    "\(ask) \(other.address) 8080"
                )
                #expect(answer.contains(other.name), "\(pod) asks \(other)")
            }
            for name in ["web", "web.default", "web.default.svc.cluster.local"] {
                let command = "\(ask) $(getent hosts \(name) | cut -d' ' -f1) 80"
                let answer = try await fixture.kubectl("exec", pod.name, "--", "sh", "-c", command)
                #expect(pods.contains { answer.contains($0.name) }, "\(pod) asks for \(name)")
            }
            let server = try await fixture.kubectl(
                "exec",
                pod.name,
                "--",
                "sh",
                "-c",
                "nc -w 3 $(getent hosts kubernetes | cut -d' ' -f1) 443 < /dev/null"
            )
            #expect(server.isEmpty, "the API server's service accepts a connection")
            #expect(try await fixture.kubectl("logs", pod.name).contains("serving"))
        }
    }

    private func healsKubelet(_ fixture: WorkerFixture, _ provider: LocalProvider, _ pods: [Pod]) async throws {
        for program in ["kubelet", "containerd"] {
            let folder = try fixture.worker(1).unitFolder(program)
            func process() -> ProcessEntry? {
                ProcessTable.processes(withEnvironment: UnitSpecification.marker, value: folder).first {
                    $0.executable.hasSuffix("/\(program)")
                }
            }
            let before = try #require(process())
            kill(before.pid, SIGKILL)
            let healed = try await Deadline.poll(limit: .seconds(60)) { () -> Bool? in
                guard let now = process(), now.pid != before.pid else { return nil }
                return true
            }
            #expect(healed == true, "\(program) came back")
        }
        let ready = try await Deadline.poll(limit: .seconds(60)) { () -> Bool? in
            let list = try? await runningPods(fixture)
            guard list == pods else { return nil }
            let logs = try? await fixture.kubectl("exec", pods[0].name, "--", "true")
            let more = try? await fixture.kubectl("exec", pods[1].name, "--", "true")
            return logs == nil || more == nil ? nil : true
        }
        #expect(ready == true, "the same pods are there")
    }

    private func isApart(_ first: WorkerFixture, _ second: WorkerFixture) async throws {
        let own = try #require(try await runningPods(first).first)
        let victim = try second.layout()
        // The same pod networks, so a pod of the other cluster has an address that exists in this one too: what is
        // asked for is the other cluster's nodes and gateway.
        let targets = [
            (victim.workerAddress(1), 10_250), (victim.gatewayAddress, 10_053),
            (victim.gatewayAddress, Int(victim.allocation.apiServerPort)),
        ]
        for (address, port) in targets {
            let command = "nc -w 2 \(address) \(port) < /dev/null && echo reached || echo closed"
            let answer = try await first.kubectl("exec", own.name, "--", "sh", "-c", command)
            #expect(answer.contains("closed"), "\(address):\(port)")
        }
        let through = Subprocess.find("ip") ?? "ip"
        let namespace = try first.worker(1).networkNamespacePath
        // A route by hand does not help either.
        let route = "\(through) route add 172.30.77.0/24 via \(try first.layout().gatewayAddress)"
        _ = try await Subprocess.run("sh", ["-c", route], networkNamespace: namespace)
        let reach = try await first.kubectl(
            "exec",
            own.name,
            "--",
            "sh",
            "-c",
            "nc -w 2 172.30.77.2 8080 || echo closed"
        )
        #expect(reach.contains("closed"))
    }
}
