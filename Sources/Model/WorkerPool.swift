// SPDX-License-Identifier: Apache-2.0

/// Workers of one kind that are ordered together.
package struct WorkerPool: Sendable, Equatable, Identifiable {
    /// `<id of the cluster>-<8 hexadecimal digits>`.
    package let id: String
    /// Unique in its cluster.
    package let name: String
    package let machineType: String
    /// How many workers it is to have in its location.
    package var size: Int
    /// Labels that its nodes have.
    package var labels: [String: String]
    /// Whether it has workers in the cluster's location at all.
    package var isPlaced: Bool
    /// True from the moment when its removal was asked for; it goes with the last of its workers.
    package var isDeleting: Bool

    package init(
        id: String,
        name: String,
        machineType: String,
        size: Int,
        labels: [String: String] = [:],
        isPlaced: Bool = true,
        isDeleting: Bool = false
    ) {
        self.id = id
        self.name = name
        self.machineType = machineType
        self.size = size
        self.labels = labels
        self.isPlaced = isPlaced
        self.isDeleting = isDeleting
    }

    /// The pool that every cluster begins with.
    package static let standardName = "default"

    /// How many workers there are to be now.
    package var wantedCount: Int { isDeleting || !isPlaced ? 0 : size }
}

extension Cluster {
    /// The pool with this name or id.
    package func workerPool(_ nameOrID: String) -> WorkerPool? {
        workerPools.first { $0.id == nameOrID } ?? workerPools.first { $0.name == nameOrID }
    }

    /// The workers of a pool that are not to go.
    package func workers(of pool: WorkerPool) -> [Worker] {
        workers.filter { $0.poolID == pool.id && !$0.isDeleting }
    }

    /// Orders workers for the pool, or the end of those that are too many: the youngest first.
    ///
    /// False if there is no room for all.
    @discardableResult
    package mutating func fill(_ pool: WorkerPool) -> Bool {
        let present = workers(of: pool)
        for worker in present.dropFirst(pool.wantedCount) {
            guard let index = workers.firstIndex(where: { $0.id == worker.id }) else { continue }
            workers[index].orderRemoval()
        }
        for _ in 0..<max(0, pool.wantedCount - present.count) {
            guard addWorker(machineType: pool.machineType, version: version, poolID: pool.id) != nil else {
                return false
            }
        }
        dropEmptyPools()
        return true
    }

    /// Forgets pools that were to go and whose last worker is gone.
    package mutating func dropEmptyPools() {
        workerPools.removeAll { pool in pool.isDeleting && !workers.contains { $0.poolID == pool.id } }
    }
}
