// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
import Model
import Provisioning
import Storage
import StorageSQLite
import Testing

@testable import ContainerService

/// Workers get the version of their master, only so many at a time.
struct WorkerUpdateTests {
    private static let newer = KubernetesVersion(major: 1, minor: 21, patch: 4)

    private struct Crew {
        let service: ServiceFixture
        let id: String

        /// A cluster whose master has a newer version than its workers.
        init(workers: Int, master: KubernetesVersion = newer) async throws {
            service = try await ServiceFixture()
            id = try await service.create("first", workers: workers)
            _ = try #require(try await service.wait(for: id) { $0.state == "normal" })
            service.provider.change { script in
                let old = script.capabilities
                script.capabilities = ProviderCapabilities(
                    versions: old.versions + [master, KubernetesVersion(major: 1, minor: 30, patch: 0)],
                    masterObstacles: [],
                    workerObstacles: [],
                    hostCores: old.hostCores,
                    hostMemoryGiB: old.hostMemoryGiB,
                    workerSystem: old.workerSystem,
                    workerStorageGiB: old.workerStorageGiB
                )
            }
            _ = try await service.store.updateCluster(id: id) { $0.version = master }
        }

        func worker(_ number: Int) -> String { "kube-dal10-\(id.prefix(10))-w\(number)" }

        func update(_ number: Int, _ rest: String = "") async throws -> HTTPResponse {
            let path = "/v1/clusters/first/workers/\(worker(number))"
            return try await service.send(.put, path, body: #"{"action":"update"\#(rest)}"#)
        }

        /// The workers that were stopped for an update, in order.
        var stopped: [String] {
            service.provider.calls.compactMap { $0.hasPrefix("vacating ") ? String($0.dropFirst(9)) : nil }
        }
    }

    @Test func workersGetTheVersionOfTheirMaster() async throws {
        let crew = try await Crew(workers: 2)
        let before = try await crew.service.workers(crew.id)
        #expect(before.allSatisfy { $0.kubeVersion == "1.20.2" && $0.targetVersion == "1.21.4" })
        for number in 1...2 { #expect(try await crew.update(number).status == 204) }
        let done = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
            let workers = try await crew.service.workers(crew.id)
            return workers.allSatisfy { $0.kubeVersion == "1.21.4" && $0.state == "normal" } ? true : nil
        }
        #expect(done == true)
        #expect(Set(crew.stopped) == [crew.worker(1), crew.worker(2)] && crew.stopped.count == 2)
        #expect(crew.service.provider.clusters[crew.id]?.workers.allSatisfy { $0.version == Self.newer } == true)
        await crew.service.reconciler.release()
    }

    @Test func othersWaitWhileOneIsDown() async throws {
        let crew = try await Crew(workers: 3)
        // What is set up anew does not come back.
        crew.service.provider.change { $0.brokenWorkers = [crew.worker(1): "starting"] }
        for number in 1...3 { #expect(try await crew.update(number).status == 204) }
        let first = try await Deadline.poll(limit: .seconds(60)) { crew.stopped.first }
        #expect(first == crew.worker(1))
        let looks = crew.service.provider.observationCount
        let hasLooked = try await Deadline.poll(limit: .seconds(60)) {
            crew.service.provider.observationCount > looks + 5 ? true : nil
        }
        #expect(hasLooked == true)
        #expect(crew.stopped == [crew.worker(1)])
        let waiting = try await crew.service.workers(crew.id)
        #expect(waiting.map(\.state) == ["reloading", "normal", "normal"])
        #expect(waiting.map(\.status).dropFirst() == ["Waiting for update", "Waiting for update"])

        crew.service.provider.change { $0.brokenWorkers = [:] }
        let all = try await Deadline.poll(limit: .seconds(60)) { crew.stopped.count == 3 ? crew.stopped : nil }
        #expect(all == (1...3).map { crew.worker($0) })
        await crew.service.reconciler.release()
    }

    @Test(arguments: [
        ("", "E0025", "1.20.2"), (#","version":"1.30.0""#, "E0025", "1.21.4"),
        (#","version":"1.20.2""#, "E0025", "1.21.4"),
        (#","version":"1.19.0""#, "E0003", "1.21.4"), (#","version":"newest""#, "E0003", "1.21.4"),
        ("", "E0025", "1.30.0"), (#","force":false"#, "E0025", "1.30.0"), (#","force":1"#, "E0002", "1.30.0"),
    ])
    func updatesThatCannotBeAreRefused(rest: String, code: String, master: String) async throws {
        let crew = try await Crew(workers: 1, master: try #require(KubernetesVersion(master)))
        let answer = try await crew.update(1, rest)
        #expect(answer.status == 400)
        #expect(try JSONDecoder().decode(ContainerErrorBody.self, from: answer.bytes).code == code)
        #expect(crew.stopped.isEmpty)
        await crew.service.reconciler.release()
    }

    @Test func forcePassesOverMinorVersions() async throws {
        let crew = try await Crew(workers: 1, master: KubernetesVersion(major: 1, minor: 30, patch: 0))
        #expect(try await crew.update(1, #","force":true"#).status == 204)
        #expect(try await Deadline.poll(limit: .seconds(60)) { crew.stopped.first } == crew.worker(1))
        await crew.service.reconciler.release()
    }

    // MARK: Rules

    private static func rules(_ entries: [String: String]?) -> WorkerUpdateRules {
        let zones = (1...10).map { ("w\($0)", ["zone": $0 <= 5 ? "a" : "b"]) }
        return WorkerUpdateRules(WorkerUpdateFacts(rules: entries, labels: Dictionary(zones) { first, _ in first }))
    }

    private static func rule(_ percentage: Int, zone: String) -> String {
        #"{"MaxUnavailablePercentage":\#(percentage),"NodeSelectorKey":"zone","NodeSelectorValue":"\#(zone)"}"#
    }

    /// Which workers are down, which is next, and whether it may go down too.
    private struct Case: Sendable {
        let entries: [String: String]?
        let down: Set<String>
        let next: String
        let isAllowed: Bool
    }

    private static let zoneRule = ["a.json": rule(40, zone: "a")]
    private static let bothRules = [
        "a.json": rule(40, zone: "a"), "defaultcheck.json": #"{"MaxUnavailablePercentage":30}"#,
    ]

    private static let cases: [Case] = [
        // Without valid rules: 20 percent of 10.
        Case(entries: nil, down: ["w1"], next: "w2", isAllowed: true),
        Case(entries: nil, down: ["w1", "w2"], next: "w3", isAllowed: false),
        Case(entries: [:], down: ["w1", "w2"], next: "w3", isAllowed: false),
        Case(entries: ["a.json": "no JSON"], down: ["w1", "w2"], next: "w3", isAllowed: false),
        Case(entries: ["a.json": rule(0, zone: "a")], down: ["w1", "w2"], next: "w3", isAllowed: false),
        // A rule, and no default: all others at once.
        Case(entries: zoneRule, down: ["w1"], next: "w2", isAllowed: true),
        Case(entries: zoneRule, down: ["w1", "w2"], next: "w3", isAllowed: false),
        Case(entries: zoneRule, down: ["w1", "w2", "w6", "w7"], next: "w8", isAllowed: true),
        // A rule and a default: both hold.
        Case(entries: bothRules, down: ["w6", "w7"], next: "w1", isAllowed: true),
        Case(entries: bothRules, down: ["w6", "w7", "w8"], next: "w1", isAllowed: false),
        // One always may, and one that is down already takes nobody else's place.
        Case(entries: ["a.json": rule(1, zone: "a")], down: ["w6"], next: "w1", isAllowed: true),
        Case(entries: ["a.json": rule(1, zone: "a")], down: ["w1"], next: "w1", isAllowed: true),
    ]

    @Test(arguments: cases.indices)
    func rulesAllowSoMany(index: Int) {
        let workers = (1...10).map { "w\($0)" }
        let one = Self.cases[index]
        #expect(Self.rules(one.entries).allows(one.next, beside: one.down, among: workers) == one.isAllowed)
    }

    @Test func moreThanTenRulesAreNoRules() {
        let many = Dictionary(uniqueKeysWithValues: (1...11).map { ("\($0).json", Self.rule(100, zone: "a")) })
        #expect(Self.rules(many) == Self.rules(nil))
    }
}
