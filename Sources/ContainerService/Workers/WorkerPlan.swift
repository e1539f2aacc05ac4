// SPDX-License-Identifier: Apache-2.0

import API
import Model
import Provisioning

/// What a request for workers comes to once everything about them is checked.
struct WorkerPlan {
    /// More workers than this in one order are taken for a mistake.
    static let limit = 50

    let machineType: MachineType
    let count: Int

    /// Checks what can be checked without looking at the host; no name means a free worker.
    init(machineType name: String, count: Int, isolation: String? = nil, diskEncryption: Bool? = nil) throws {
        guard let type = MachineType.named(name.isEmpty ? MachineType.free.name : name) else {
            let known = MachineType.standard.map(\.name).joined(separator: ", ")
            throw APIError.badRequest(
                code: "E0004",
                "The machine type '\(name.prefix(100))' does not exist.",
                recovery: "Choose one of \(known), or leave it out for a free cluster."
            )
        }
        guard [nil, "", "public"].contains(isolation) else {
            throw APIError.badRequest(
                code: "E0014",
                "The hardware '\(isolation?.prefix(100) ?? "")' is not offered: all workers share this host.",
                recovery: "Leave the hardware out, or choose 'shared'."
            )
        }
        // The default of the original is encrypted, so only who insists on it is refused.
        guard diskEncryption != true else { throw APIError.disksUnencrypted }
        machineType = type
        self.count = count
        guard (0...Self.limit).contains(count) else {
            throw APIError.badRequest(
                code: "E0006",
                "A cluster cannot have \(count) workers.",
                recovery: "Ask for 0 to \(Self.limit) workers."
            )
        }
    }

    /// Checks workers for a cluster that is there; no name means the machine type of the cluster.
    init(
        machineType name: String,
        count: Int,
        isolation: String?,
        diskEncryption: Bool? = nil,
        for cluster: Cluster
    ) throws {
        try self.init(
            machineType: name.isEmpty ? cluster.machineType : name,
            count: count,
            isolation: isolation,
            diskEncryption: diskEncryption
        )
        guard (machineType != .free) == cluster.isPaid else {
            throw APIError.badRequest(
                code: "E0004",
                "A \(cluster.isPaid ? "standard" : "free") cluster cannot have workers of the machine type "
                    + "'\(machineType.name)'.",
                recovery: cluster.isPaid
                    ? "Choose one of \(MachineType.standard.map(\.name).joined(separator: ", "))."
                    : "Leave the machine type out, or create a cluster with that machine type."
            )
        }
    }

    /// Checks that the host can carry the workers, beside the `present` ones of the same cluster.
    func check(on host: ProviderCapabilities, beside present: Int = 0) throws {
        guard count == 0 || host.workerObstacles.isEmpty else {
            throw APIError.obstructed("workers", host.workerObstacles)
        }
        guard machineType == .free || machineType.fits(host) else {
            throw APIError.badRequest(
                code: "E0004",
                "The machine type '\(machineType.name)' is larger than this host, which has \(host.hostCores) cores and "
                    + "\(host.hostMemoryGiB) GB of memory.",
                recovery: "Choose a smaller machine type, or leave it out for a free cluster."
            )
        }
        // Workers share the host's memory; below half a GB each, their own programs leave no room for pods.
        let allowed = max(1, host.hostMemoryGiB * 2)
        guard present + count <= allowed else {
            throw APIError.badRequest(
                code: "E0006",
                "\(present + count) workers are more than this host can carry.",
                recovery: "Ask for at most \(min(max(0, allowed - present), Self.limit)) workers."
            )
        }
    }
}
