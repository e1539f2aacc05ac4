// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import ContainerService
import FoundationEssentials
import HTTP
import Model
import Provisioning
import Testing

/// What is done once with workers that stay.
struct WorkerTaskTests {
    private struct Crew {
        let service: ServiceFixture
        let id: String

        init(workers: Int = 2) async throws {
            service = try await ServiceFixture()
            id = try await service.create("first", workers: workers)
            _ = try #require(try await service.wait(for: id) { $0.state == "normal" })
        }

        func worker(_ number: Int) -> String { "kube-dal10-\(id.prefix(10))-w\(number)" }

        func order(_ action: String, _ number: Int) async throws -> HTTPResponse {
            let path = "/v1/clusters/first/workers/\(worker(number))"
            return try await service.send(.put, path, body: #"{"action":"\#(action)","force":true}"#)
        }

        /// How often each worker was stopped, and how.
        var stops: [String] {
            service.provider.calls.filter { $0.contains("kube-") && !$0.hasPrefix("remove") }
        }

        func wait(_ condition: () async throws -> Bool) async throws -> Bool {
            try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
                try await condition() ? true : nil
            } ?? false
        }
    }

    @Test(arguments: [("os_reboot", "orderly"), ("reboot", "abrupt"), ("reload", "erasing")])
    func eachActIsDoneOnceAndTheWorkerComesBack(action: String, way: String) async throws {
        let crew = try await Crew()
        #expect(try await crew.order(action, 2).status == 204)
        let isBack = try await crew.wait {
            guard let call = crew.service.provider.calls.lastIndex(of: "\(way) \(crew.worker(2))") else { return false }
            let workers = try await crew.service.workers(crew.id)
            return crew.service.provider.calls[call...].contains("realize")
                && workers.allSatisfy { $0.state == "normal" && $0.status == "Ready" && $0.pendingOperation.isEmpty }
        }
        #expect(isBack)
        #expect(crew.stops == ["\(way) \(crew.worker(2))"])
        #expect(try await crew.service.cluster(crew.id)?.state == "normal")
        await crew.service.reconciler.release()
    }

    @Test func whatGoesOnShows() async throws {
        let crew = try await Crew()
        await crew.service.reconciler.release()
        _ = try await crew.order("reload", 1)
        _ = try await crew.order("reboot", 2)
        let shown = try await crew.service.workers(crew.id)
        #expect(shown.map(\.state) == ["reloading", "normal"])
        #expect(shown.map(\.status) == ["Reloading", "Rebooting"])
        #expect(shown.map(\.pendingOperation) == ["reload", "hard_reboot"])

        // A later daemon does it.
        let second = try await ServiceFixture(after: crew.service)
        try await second.reconciler.start()
        #expect(try await crew.wait { try await second.workers(crew.id).allSatisfy(\.pendingOperation.isEmpty) })
        #expect(Set(crew.stops) == ["erasing \(crew.worker(1))", "abrupt \(crew.worker(2))"])
        await second.reconciler.release()
    }

    @Test func laterOrderTakesThePlaceOfOneThatIsNotDone() async throws {
        let crew = try await Crew()
        await crew.service.reconciler.release()
        _ = try await crew.order("os_reboot", 1)
        _ = try await crew.order("reboot", 1)
        _ = try await crew.order("reload", 2)
        _ = try await crew.order("os_reboot", 2)
        let shown = try await crew.service.workers(crew.id)
        #expect(shown.map(\.pendingOperation) == ["hard_reboot", "reload"])
    }

    @Test func failureStandsAtItsWorkerAndIsTriedAgain() async throws {
        let crew = try await Crew()
        let busy = ProvisioningError.failed(step: "Stopping the worker", reason: "device is busy")
        crew.service.provider.change { $0.workerFailures = [crew.worker(1): Array(repeating: busy, count: 10_000)] }
        _ = try await crew.order("reboot", 1)
        _ = try await crew.order("reboot", 2)
        #expect(
            try await crew.wait {
                try await crew.service.workers(crew.id)[0].errorMessage == "Stopping the worker: device is busy"
            }
        )
        crew.service.provider.change { $0.workerFailures = [:] }
        #expect(
            try await crew.wait {
                try await crew.service.workers(crew.id).allSatisfy {
                    $0.pendingOperation.isEmpty && $0.errorMessage.isEmpty
                }
            }
        )
        #expect(crew.stops.filter { $0.hasSuffix("w1") }.count > 1)
        #expect(crew.stops.filter { $0.hasSuffix("w2") }.count == 1)
        await crew.service.reconciler.release()
    }

    @Test func reloadThatFailsSaysSoUntilTheWorkerIsBack() async throws {
        let crew = try await Crew()
        let second = crew.worker(2)
        crew.service.provider.change { script in
            script.brokenWorkers = [second: "the worker was stopped"]
            script.realizeFailures = Array(repeating: .workersFailed([second: "no space left"]), count: 10_000)
        }
        _ = try await crew.order("reload", 2)
        #expect(
            try await crew.wait {
                let worker = try await crew.service.workers(crew.id)[1]
                return worker.state == "reloading_failed" && worker.errorMessage == "no space left"
            }
        )
        crew.service.provider.change { script in
            script.brokenWorkers = [:]
            script.realizeFailures = []
        }
        #expect(try await crew.service.wait(for: crew.id) { $0.state == "normal" } != nil)
        await crew.service.reconciler.release()
    }

    @Test func wrongOrdersAreRefused() async throws {
        let crew = try await Crew(workers: 1)
        #expect(try await crew.order("paint", 1).status == 400)
        #expect(try await crew.order("reboot", 9).status == 404)
        await crew.service.reconciler.release()
        _ = try await crew.service.send(.delete, "/v1/clusters/first/workers/\(crew.worker(1))")
        #expect(try await crew.order("reboot", 1).status == 409)
        #expect(try await crew.service.workers(crew.id).map(\.state) == ["deleting"])
    }
}
