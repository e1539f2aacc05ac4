// SPDX-License-Identifier: Apache-2.0

import API
import Model
import Provisioning

/// What a request for a cluster comes to once defaults are filled in and everything is checked.
struct ClusterPlan {
    /// More workers than this in one order are taken for a mistake.
    static let workerLimit = 50

    let name: String
    let machineType: MachineType
    let workerCount: Int
    private let requestedVersion: String

    /// Checks what can be checked without looking at the host.
    init(_ request: ClusterCreateRequest, zone: String) throws {
        name = request.name ?? ""
        try Self.checkName(name)
        let typeName = request.machineType ?? ""
        guard let type = MachineType.named(typeName.isEmpty ? MachineType.free.name : typeName) else {
            let known = MachineType.standard.map(\.name).joined(separator: ", ")
            throw APIError.badRequest(
                code: "E0004",
                "The machine type '\(typeName)' does not exist.",
                recovery: "Choose one of \(known), or leave it out for a free cluster."
            )
        }
        machineType = type
        let dataCenter = request.dataCenter ?? ""
        guard dataCenter.isEmpty || dataCenter == zone else {
            throw APIError.badRequest(
                code: "E0005",
                "The location '\(dataCenter)' does not exist.",
                recovery: "The location of this service is \(zone)."
            )
        }
        workerCount = request.workerNum ?? 1
        guard (0...Self.workerLimit).contains(workerCount) else {
            throw APIError.badRequest(
                code: "E0006",
                "A cluster cannot have \(workerCount) workers.",
                recovery: "Ask for 0 to \(Self.workerLimit) workers."
            )
        }
        requestedVersion = request.masterVersion ?? ""
    }

    /// Checks the plan against the host and says which version the cluster will have.
    func version(on host: ProviderCapabilities) throws -> KubernetesVersion {
        guard host.masterObstacles.isEmpty else { throw APIError.obstructed("clusters", host.masterObstacles) }
        guard workerCount == 0 || host.workerObstacles.isEmpty else {
            throw APIError.obstructed("workers", host.workerObstacles)
        }
        let version = try version(among: host.versions)
        guard
            machineType == .free || (machineType.cores <= host.hostCores && machineType.memoryGiB <= host.hostMemoryGiB)
        else {
            throw APIError.badRequest(
                code: "E0004",
                "The machine type '\(machineType.name)' is larger than this host, which has \(host.hostCores) cores and "
                    + "\(host.hostMemoryGiB) GB of memory.",
                recovery: "Choose a smaller machine type, or leave it out for a free cluster."
            )
        }
        // Workers share the host's memory; below half a GB each, their own programs leave no room for pods.
        let allowed = max(1, host.hostMemoryGiB * 2)
        guard workerCount <= allowed else {
            throw APIError.badRequest(
                code: "E0006",
                "\(workerCount) workers are more than this host can carry.",
                recovery: "Ask for at most \(min(allowed, Self.workerLimit)) workers."
            )
        }
        return version
    }

    private func version(among installed: [KubernetesVersion]) throws -> KubernetesVersion {
        guard !requestedVersion.isEmpty else {
            guard let newest = installed.max() else {
                let mend = "run 'slipwayd kubernetes install'"
                throw APIError.obstructed("clusters", [Obstacle(problem: "Kubernetes is not installed", mend: mend)])
            }
            return newest
        }
        // Clients may send back a version as other services show it, with a build number: 1.20.2_1500.
        let plain = requestedVersion.prefix { $0 != "_" }
        guard let wanted = KubernetesVersion(String(plain)), installed.contains(wanted) else {
            let known = installed.map(\.description).joined(separator: ", ")
            throw APIError.badRequest(
                code: "E0003",
                "The Kubernetes version '\(requestedVersion.prefix(100))' is not available.",
                recovery: known.isEmpty ? "No version is installed." : "Choose one of \(known)."
            )
        }
        return wanted
    }

    private static func checkName(_ name: String) throws {
        let recovery =
            "A name starts with a letter, has letters, digits and hyphens, does not end with a hyphen, "
            + "and has at most 63 characters."
        guard !name.isEmpty else {
            throw APIError.badRequest(code: "E0009", "The cluster has no name.", recovery: recovery)
        }
        let isPlain = name.utf8.allSatisfy { byte in
            let character = Character(UnicodeScalar(byte))
            return byte < 128 && (character.isLetter || character.isNumber || character == "-")
        }
        let startsWell = name.first?.isLetter ?? false
        guard isPlain, startsWell, name.last != "-", name.utf8.count <= 63 else {
            throw APIError.badRequest(
                code: "E0009",
                "The cluster name '\(name.prefix(100))' is not valid.",
                recovery: recovery
            )
        }
        // Such a name could be taken for the id of another cluster.
        guard name.utf8.count != 32 || !name.allSatisfy(\.isHexDigit) else {
            throw APIError.badRequest(code: "E0009", "The cluster name '\(name)' looks like the id of a cluster.")
        }
    }
}
