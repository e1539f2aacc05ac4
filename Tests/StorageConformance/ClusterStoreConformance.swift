// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `ClusterStore` must do.
package enum ClusterStoreConformance {
    package static let checks: [ConformanceCheck<any ClusterStore>] = [
        .init("a cluster is read back whole", clusterIsReadBack),
        .init("id, and name in the account, are taken once", identifiersAreTakenOnce),
        .init("a cluster is found by id or name in its account alone", clusterIsFoundInItsAccount),
        .init("an id wins over a name", idWinsOverName),
        .init("clusters come oldest first, with their workers", clustersComeOldestFirst),
        .init("every state is kept", everyStateIsKept),
        .init("every task of a worker is kept", everyTaskIsKept),
        .init("every task of a master is kept", everyMasterTaskIsKept),
        .init("worker pools are kept in their order", workerPoolsAreKept),
        .init("an update changes everything but the identity", updateChangesEverything),
        .init("an update to a taken name changes nothing", updateToTakenNameChangesNothing),
        .init("what is missing is not found", missingClusterIsNotFound),
        .init("a deleted cluster leaves its name free", deletedClusterLeavesNothing),
        .init("no update at the same time is lost", noUpdateIsLost),
        .init("events are kept in their order, and go with their cluster", eventsAreKept),
        .init("an event that says the same as the newest is counted", repeatedEventsAreCounted),
        .init("the newest events are kept", newestEventsAreKept),
    ]

    private static func cluster(_ id: String, name: String, account: String = "a", second: Int = 0) -> Cluster {
        Cluster(
            id: id,
            accountID: account,
            name: name,
            region: "us-south",
            zone: "dal10",
            version: KubernetesVersion(major: 1, minor: 20, patch: 2),
            ownerIAMID: "IBMid-1",
            ownerEmail: "a@example.com",
            machineType: "free",
            isPaid: false,
            createdAt: Date(timeIntervalSince1970: 1_517_000_000.5 + Double(second)),
            workers: (1...2).map { worker($0, of: id) }
        )
    }

    private static func worker(_ number: Int, of id: String) -> Worker {
        let version = KubernetesVersion(major: 1, minor: 20, patch: 2)
        return Worker(number: number, clusterID: id, zone: "dal10", machineType: "free", version: version)
    }

    private static func clusterIsReadBack(_ store: any ClusterStore) async throws {
        var whole = cluster("1", name: "one")
        whole.message = "Zoë's \"cluster\"\0; --"
        whole.serverURL = "https://127.0.0.1:30000"
        whole.isDeleting = true
        whole.organizationID = "o"
        whole.isPaid = true
        whole.modifiedAt = whole.createdAt + 0.125
        whole.workers[1].privateIP = "10.213.0.2"
        whole.workers[1].errorMessage = "lost"
        whole.workers[1].isDeleting = true
        whole.workers[0].version = KubernetesVersion(major: 1, minor: 19, patch: 7)
        whole.workers[0].taskCount = 3
        whole.lastWorkerNumber = 7
        whole.auditWebhook = AuditWebhook(
            serverURL: "https://a/\"b\"",
            authorityPEM: "a\nb\n",
            clientCertificatePEM: "c",
            clientKeyPEM: "d"
        )
        whole.appliedAuditWebhook = AuditWebhook(serverURL: "http://a")
        whole.idleSeconds = 1_800
        whole.isHibernated = true
        whole.addWorker(machineType: "free", version: whole.version)
        try await store.createCluster(whole)
        #expect(try await store.cluster(id: "1") == whole)
    }

    private static func identifiersAreTakenOnce(_ store: any ClusterStore) async throws {
        try await store.createCluster(cluster("1", name: "one"))
        await #expect(throws: StoreError.alreadyExists(kind: "cluster", id: "1")) {
            try await store.createCluster(cluster("1", name: "two"))
        }
        await #expect(throws: StoreError.alreadyExists(kind: "cluster", id: "one")) {
            try await store.createCluster(cluster("2", name: "one"))
        }
        try await store.createCluster(cluster("3", name: "one", account: "b"))
        #expect(try await store.clusters(accountID: nil).map(\.id) == ["1", "3"])
    }

    private static func clusterIsFoundInItsAccount(_ store: any ClusterStore) async throws {
        try await store.createCluster(cluster("1", name: "one"))
        #expect(try await store.cluster(accountID: "a", idOrName: "1") == cluster("1", name: "one"))
        #expect(try await store.cluster(accountID: "a", idOrName: "one") == cluster("1", name: "one"))
        for text in ["1", "one"] {
            await #expect(throws: StoreError.notFound(kind: "cluster", id: text)) {
                try await store.cluster(accountID: "b", idOrName: text)
            }
        }
    }

    private static func idWinsOverName(_ store: any ClusterStore) async throws {
        try await store.createCluster(cluster("1", name: "2"))
        try await store.createCluster(cluster("2", name: "1"))
        #expect(try await store.cluster(accountID: "a", idOrName: "1").id == "1")
        #expect(try await store.cluster(accountID: "a", idOrName: "2").id == "2")
    }

    private static func clustersComeOldestFirst(_ store: any ClusterStore) async throws {
        let second = cluster("1", name: "one", second: 2)
        let first = cluster("2", name: "two", second: 1)
        let foreign = cluster("3", name: "three", account: "b", second: 3)
        for cluster in [second, first, foreign] { try await store.createCluster(cluster) }
        #expect(try await store.clusters(accountID: "a") == [first, second])
        #expect(try await store.clusters(accountID: nil) == [first, second, foreign])
        #expect(try await store.clusters(accountID: "c").isEmpty)
    }

    private static func everyStateIsKept(_ store: any ClusterStore) async throws {
        try await store.createCluster(cluster("1", name: "one"))
        for state in ClusterState.allCases {
            try await store.updateCluster(id: "1") { $0.state = state }
            #expect(try await store.cluster(id: "1").state == state)
        }
        for state in WorkerState.allCases {
            try await store.updateCluster(id: "1") { $0.workers[0].state = state }
            #expect(try await store.cluster(id: "1").workers.map(\.state) == [state, .provisioning])
        }
    }

    private static func everyTaskIsKept(_ store: any ClusterStore) async throws {
        try await store.createCluster(cluster("1", name: "one"))
        let version = KubernetesVersion(major: 1, minor: 21, patch: 0)
        for (number, act) in WorkerAct.allCases.enumerated() {
            let task = WorkerTask(act: act, number: number + 1, version: act == .update ? version : nil)
            try await store.updateCluster(id: "1") { cluster in
                cluster.workers[0].taskCount = task.number
                cluster.workers[0].task = task
            }
            #expect(try await store.cluster(id: "1").workers.map(\.task) == [task, nil])
        }
        try await store.updateCluster(id: "1") { $0.workers[0].task = nil }
        #expect(try await store.cluster(id: "1").workers[0].task == nil)
        #expect(try await store.cluster(id: "1").workers[0].taskCount == WorkerAct.allCases.count)
    }

    private static func everyMasterTaskIsKept(_ store: any ClusterStore) async throws {
        var whole = cluster("1", name: "one")
        whole.masterTaskCount = 1
        whole.masterTask = MasterTask(act: .refresh, number: 1)
        try await store.createCluster(whole)
        #expect(try await store.cluster(id: "1") == whole)
        let version = KubernetesVersion(major: 1, minor: 21, patch: 0)
        for (number, phase) in MasterPhase.allCases.enumerated() {
            let failure = phase == .rollingBack ? "it \"ends\"" : ""
            let task = MasterTask(act: .update, number: number + 2, version: version, phase: phase, failure: failure)
            try await store.updateCluster(id: "1") { cluster in
                cluster.masterTaskCount = task.number
                cluster.masterTask = task
            }
            #expect(try await store.cluster(id: "1").masterTask == task)
        }
        try await store.updateCluster(id: "1") { $0.masterTask = nil }
        #expect(try await store.cluster(id: "1").masterTask == nil)
        #expect(try await store.cluster(id: "1").masterTaskCount == MasterPhase.allCases.count + 1)
    }

    private static func workerPoolsAreKept(_ store: any ClusterStore) async throws {
        var whole = cluster("1", name: "one")
        whole.workerPools = ["zoo", "ant"].map { name in
            WorkerPool(
                id: "1-\(name)",
                name: name,
                machineType: "free",
                size: 2,
                labels: ["a/b": "Zoë \"c\"", "d": ""]
            )
        }
        whole.workers[0].poolID = "1-ant"
        try await store.createCluster(whole)
        try await store.createCluster(cluster("2", name: "two", second: 1))
        #expect(try await store.cluster(id: "1") == whole)
        #expect(try await store.clusters(accountID: "a").map(\.workerPools) == [whole.workerPools, []])
        let changed = try await store.updateCluster(id: "1") { cluster in
            cluster.workerPools.removeFirst()
            cluster.workerPools[0].size = 0
            cluster.workerPools[0].labels = [:]
            cluster.workerPools[0].isPlaced = false
            cluster.workerPools[0].isDeleting = true
        }
        #expect(changed.workerPools.map(\.name) == ["ant"])
        #expect(try await store.cluster(id: "1") == changed)
        try await store.deleteCluster(id: "1")
        #expect(try await store.cluster(id: "2").workerPools.isEmpty)
    }

    private static func updateChangesEverything(_ store: any ClusterStore) async throws {
        try await store.createCluster(cluster("1", name: "one"))
        try await store.createCluster(cluster("2", name: "two", second: 1))
        let updated = try await store.updateCluster(id: "1") { cluster in
            cluster.name = "renamed"
            cluster.region = "eu-de"
            cluster.zone = "fra02"
            cluster.version = KubernetesVersion(major: 1, minor: 21, patch: 0)
            cluster.ownerIAMID = "IBMid-2"
            cluster.ownerEmail = "b@example.com"
            cluster.machineType = "u2c.2x4"
            cluster.isPaid = true
            cluster.modifiedAt += 60
            cluster.message = "working"
            cluster.serverURL = "https://127.0.0.1:30000"
            cluster.isDeleting = true
            cluster.workers.removeFirst()
            cluster.addWorker(machineType: "u2c.2x4", version: cluster.version)
        }
        #expect(updated.name == "renamed")
        #expect(updated.workers.map(\.number) == [2, 3])
        #expect(updated.workers.map(\.slot) == [2, 1])
        #expect(updated.lastWorkerNumber == 3)
        #expect(try await store.cluster(id: "1") == updated)
        #expect(try await store.cluster(id: "2") == cluster("2", name: "two", second: 1))
    }

    private static func updateToTakenNameChangesNothing(_ store: any ClusterStore) async throws {
        try await store.createCluster(cluster("1", name: "one"))
        try await store.createCluster(cluster("2", name: "two"))
        await #expect(throws: StoreError.alreadyExists(kind: "cluster", id: "one")) {
            try await store.updateCluster(id: "2") { cluster in
                cluster.name = "one"
                cluster.workers = []
            }
        }
        #expect(try await store.cluster(id: "2") == cluster("2", name: "two"))
    }

    private static func missingClusterIsNotFound(_ store: any ClusterStore) async throws {
        let missing = StoreError.notFound(kind: "cluster", id: "1")
        await #expect(throws: missing) { try await store.cluster(id: "1") }
        await #expect(throws: missing) { try await store.updateCluster(id: "1") { $0.message = "changed" } }
    }

    private static func deletedClusterLeavesNothing(_ store: any ClusterStore) async throws {
        try await store.createCluster(cluster("1", name: "one"))
        try await store.deleteCluster(id: "1")
        try await store.deleteCluster(id: "1")
        await #expect(throws: StoreError.self) { try await store.cluster(id: "1") }
        var later = cluster("1", name: "one")
        later.workers = []
        try await store.createCluster(later)
        #expect(try await store.cluster(id: "1") == later)
    }

    private static func event(_ message: String, second: Int = 0) -> ClusterEvent {
        ClusterEvent(
            time: Date(timeIntervalSince1970: 1_517_000_000.5 + Double(second)),
            reason: .workerLost,
            state: .warning,
            message: message,
            actor: "a@example.com"
        )
    }

    private static func eventsAreKept(_ store: any ClusterStore) async throws {
        var first = cluster("1", name: "one")
        first.unrecordedEvents = [event("ordered")]
        try await store.createCluster(first)
        try await store.createCluster(cluster("2", name: "two"))
        try await store.updateCluster(id: "2") { $0.unrecordedEvents = [event("other")] }
        let changed = try await store.updateCluster(id: "1") { $0.unrecordedEvents = [event("a"), event("b")] }
        #expect(changed.unrecordedEvents.isEmpty)
        #expect(try await store.clusterEvents(clusterID: "1") == [event("ordered"), event("a"), event("b")])
        try await store.deleteCluster(id: "1")
        #expect(try await store.clusterEvents(clusterID: "1").isEmpty)
        #expect(try await store.clusterEvents(clusterID: "2") == [event("other")])
    }

    private static func repeatedEventsAreCounted(_ store: any ClusterStore) async throws {
        try await store.createCluster(cluster("1", name: "one"))
        for (second, message) in ["a", "a", "b", "a", "a"].enumerated() {
            try await store.updateCluster(id: "1") { $0.unrecordedEvents = [event(message, second: second)] }
        }
        let events = try await store.clusterEvents(clusterID: "1")
        #expect(events.map(\.message) == ["a", "b", "a"])
        #expect(events.map(\.count) == [2, 1, 2])
        #expect(events.map(\.time) == [0, 2, 3].map { event("", second: $0).time })
        #expect(events.map(\.lastTime) == [1, 2, 4].map { event("", second: $0).time })
    }

    private static func newestEventsAreKept(_ store: any ClusterStore) async throws {
        for id in ["1", "2"] { try await store.createCluster(cluster(id, name: id)) }
        let limit = ClusterEvent.limit
        try await store.updateCluster(id: "2") { $0.unrecordedEvents = [event("old")] }
        try await store.updateCluster(id: "1") { $0.unrecordedEvents = (0..<limit + 3).map { event("\($0)") } }
        let events = try await store.clusterEvents(clusterID: "1")
        #expect(events.map(\.message) == (3..<limit + 3).map(String.init))
        #expect(try await store.clusterEvents(clusterID: "2").count == 1)
    }

    private static func noUpdateIsLost(_ store: any ClusterStore) async throws {
        try await store.createCluster(cluster("1", name: "one"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask { try await store.updateCluster(id: "1") { $0.message += "x" } }
            }
            try await group.waitForAll()
        }
        #expect(try await store.cluster(id: "1").message.count == 100)
    }
}
