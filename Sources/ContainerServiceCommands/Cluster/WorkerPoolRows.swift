// SPDX-License-Identifier: Apache-2.0

import API

/// Worker pools as tables show them.
enum WorkerPoolRows {
    static let header = ["Name", "ID", "Machine Type", "Workers"]

    static func row(_ pool: WorkerPoolInfo) -> [String] {
        [pool.name, pool.id, DisplayText.orDash(pool.machineType), String(count(pool))]
    }

    static func details(_ pool: WorkerPoolInfo) -> [(key: String, value: String)] {
        let labels = pool.labels.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ", ")
        return [
            (key: "Name", value: pool.name),
            (key: "ID", value: pool.id),
            (key: "State", value: pool.state),
            (key: "Hardware", value: pool.isolation == "private" ? "dedicated" : "shared"),
            (key: "Zones", value: DisplayText.orDash(pool.zones.map(\.id).joined(separator: ", "))),
            (key: "Workers per zone", value: String(pool.sizePerZone)),
            (key: "Workers", value: String(count(pool)) + (pool.isBalanced ? "" : " (not as many as wanted)")),
            (key: "Machine Type", value: DisplayText.orDash(pool.machineType)),
            (key: "Labels", value: DisplayText.orDash(labels)),
        ]
    }

    private static func count(_ pool: WorkerPoolInfo) -> Int {
        pool.zones.reduce(0) { $0 + ($1.workerCount ?? 0) }
    }
}
