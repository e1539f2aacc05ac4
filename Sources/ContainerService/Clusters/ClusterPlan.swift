// SPDX-License-Identifier: Apache-2.0

import API
import Model
import Provisioning

/// What a request for a cluster comes to once defaults are filled in and everything is checked.
struct ClusterPlan {
    let name: String
    let workers: WorkerPlan
    private let requestedVersion: String

    /// Checks what can be checked without looking at the host; `zone` is where the cluster is to be.
    ///
    /// There are no portable subnets, so whether they are wanted makes no difference.
    init(_ request: ClusterCreateRequest, in zone: String) throws {
        name = request.name ?? ""
        try Self.checkName(name)
        workers = try WorkerPlan(
            machineType: request.machineType ?? "",
            count: request.workerNum ?? 1,
            isolation: request.isolation,
            diskEncryption: request.diskEncryption
        )
        try PrivateVLAN(zone: zone).check(privateVLAN: request.privateVlan, publicVLAN: request.publicVlan)
        requestedVersion = request.masterVersion ?? ""
    }

    /// Checks the plan against the host and says which version the cluster will have.
    func version(on host: ProviderCapabilities) throws -> KubernetesVersion {
        guard host.masterObstacles.isEmpty else { throw APIError.obstructed("clusters", host.masterObstacles) }
        let version = try InstalledVersions(host.versions).version(requestedVersion)
        try workers.check(on: host)
        return version
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
