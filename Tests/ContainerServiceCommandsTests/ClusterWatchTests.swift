// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import ContainerServiceCommands
import Testing

@Suite struct ClusterWatchTests {
    private static func cluster(_ state: String, _ message: String? = nil, workers: Int = 0) -> ClusterInfo {
        var cluster = ClusterInfo(id: "0123456789abcdef0123456789abcdef", name: "a")
        (cluster.state, cluster.statusMessage, cluster.workerCount) = (state, message, workers)
        return cluster
    }

    private static func worker(_ number: Int, _ state: String, _ status: String, error: String = "") -> WorkerInfo {
        var worker = WorkerInfo(id: "kube-dal10-0123456789-w\(number)")
        (worker.state, worker.status, worker.errorMessage) = (state, status, error)
        return worker
    }

    @Test func deployingNamesTheStep() {
        let progress = ClusterProgress(
            cluster: Self.cluster("deploying", "Starting the API server", workers: 1),
            workers: [Self.worker(1, "provisioning", "Waiting for the master")]
        )
        #expect(progress == .building("deploying: Starting the API server"))
        #expect(ClusterProgress(cluster: Self.cluster("requesting"), workers: []) == .building("requesting"))
    }

    @Test func pendingNamesTheWorkerThatIsNotReady() {
        let workers = [Self.worker(1, "normal", "Ready"), Self.worker(2, "provisioning", "Starting kubelet")]
        let progress = ClusterProgress(cluster: Self.cluster("pending", workers: 2), workers: workers)
        #expect(progress == .building("pending: 1 of 2 workers ready, w2: Starting kubelet"))
    }

    @Test func stepThatAllShareIsSaidOnce() {
        let workers = [Self.worker(1, "provisioning", "Starting workers")]
        let cluster = Self.cluster("pending", "Starting workers", workers: 1)
        let progress = ClusterProgress(cluster: cluster, workers: workers)
        #expect(progress == .building("pending: Starting workers, 0 of 1 worker ready"))
    }

    @Test func normalIsReadyOnlyWithAllWorkers() {
        let one = [Self.worker(1, "normal", "Ready")]
        #expect(ClusterProgress(cluster: Self.cluster("normal", workers: 1), workers: one) == .ready)
        #expect(ClusterProgress(cluster: Self.cluster("normal"), workers: []) == .ready)
        let progress = ClusterProgress(cluster: Self.cluster("normal", workers: 2), workers: one)
        #expect(progress == .building("normal: 1 of 1 worker ready"))
    }

    @Test func failureGivesTheServersReason() {
        #expect(
            ClusterProgress(cluster: Self.cluster("critical", "Starting etcd: the port is taken"), workers: [])
                == .failing("Starting etcd: the port is taken")
        )
        let failed = [Self.worker(1, "provision_failed", "", error: "overlayfs is missing")]
        let progress = ClusterProgress(cluster: Self.cluster("pending", workers: 1), workers: failed)
        #expect(progress == .failing("worker kube-dal10-0123456789-w1 is provision_failed: overlayfs is missing"))
    }

    /// Plays `sights` one a second and gives the ending with the steps that were reported.
    private static func watch(
        _ sights: [ClusterWatch.Sight],
        limit: Duration = .seconds(60),
        judge: (ClusterWatch.Sight) -> ClusterWatch.Verdict = ClusterWatch.judgeCreation
    ) async throws -> (ClusterWatch.Ending, [String]) {
        let seconds = Locked(0)
        let watch = ClusterWatch(limit: limit, interval: .zero, patience: .seconds(3)) {
            .seconds(seconds.withLock { $0 })
        }
        var steps: [String] = []
        let ending = try await watch.run(
            look: {
                let second = seconds.withLock { second in
                    second += 1
                    return second - 1
                }
                return sights[min(second, sights.count - 1)]
            },
            judge: judge,
            report: { steps.append($0) }
        )
        return (ending, steps)
    }

    @Test func watchEndsWhenTheClusterIsNormal() async throws {
        let (ending, steps) = try await Self.watch([
            .present(Self.cluster("requesting"), []), .unreachable("connection refused"),
            .present(Self.cluster("deploying", "Starting etcd"), []), .present(Self.cluster("normal"), []),
        ])
        #expect(ending == .arrived)
        let unreachable = "the service does not answer (connection refused); trying again"
        #expect(steps == ["requesting", unreachable, "deploying: Starting etcd"])
    }

    @Test func failureThatMendsItselfIsNoFailure() async throws {
        let bad = ClusterWatch.Sight.present(Self.cluster("critical", "no answer"), [])
        let good = ClusterWatch.Sight.present(Self.cluster("deploying"), [])
        let (ending, _) = try await Self.watch([bad, bad, good, bad, good, .present(Self.cluster("normal"), [])])
        #expect(ending == .arrived)
    }

    @Test func lastingFailureEndsTheWatch() async throws {
        let (ending, _) = try await Self.watch([.present(Self.cluster("critical", "no disk space"), [])])
        #expect(ending == .failed("no disk space"))
    }

    @Test func failureThatComesBackEndsTheWatch() async throws {
        let bad = ClusterWatch.Sight.present(Self.cluster("critical", "no answer"), [])
        let good = ClusterWatch.Sight.present(Self.cluster("deploying", "Starting etcd"), [])
        let (ending, steps) = try await Self.watch([good, bad, good, bad, good, bad, good])
        #expect(ending == .failed("no answer"))
        #expect(steps.count == 5)
        #expect(steps[1] == "failed: no answer; the server tries again")
    }

    @Test func clusterThatVanishesEndsTheWatch() async throws {
        let (ending, _) = try await Self.watch([.present(Self.cluster("deploying"), []), .absent])
        #expect(ending == .failed("it was removed while it was being made"))
    }

    @Test func limitEndsTheWatchWithTheLastStep() async throws {
        let (ending, _) = try await Self.watch([.present(Self.cluster("deploying", "x"), [])], limit: .seconds(5))
        #expect(ending == .outOfTime("deploying: x"))
    }

    @Test func removalEndsWhenTheClusterIsGone() async throws {
        let (ending, steps) = try await Self.watch(
            [.present(Self.cluster("deleting", "Stopping workers"), []), .absent],
            judge: ClusterWatch.judgeRemoval
        )
        #expect(ending == .arrived)
        #expect(steps == ["deleting: Stopping workers"])
        let (stuck, _) = try await Self.watch(
            [.present(Self.cluster("delete_failed", "a mount is busy"), [])],
            judge: ClusterWatch.judgeRemoval
        )
        #expect(stuck == .failed("a mount is busy"))
    }

    @Test func cancelledWatchThrows() async throws {
        let sight = ClusterWatch.Sight.present(Self.cluster("deploying"), [])
        let task = Task { try await Self.watch([sight], limit: .seconds(1_000_000_000)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
