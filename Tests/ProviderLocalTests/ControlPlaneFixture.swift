// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import Model
import ProcessControl
import Provisioning
import Supervision
import TestSupport

@testable import ProviderLocal

/// A provider with folders of its own on this host's real programs.
struct ControlPlaneFixture: Sendable {
    static let version = KubernetesVersion(major: 1, minor: 20, patch: 2)
    static let cache = "/var/cache/slipway"
    /// Whether this host can run a real control plane.
    static var isPossible: Bool {
        ProcessInfo.processInfo.environment["SLIPWAY_TEST_CLUSTERS"] == "1"
            && KubernetesDistributions(cacheDirectory: cache).find(version) != nil && Subprocess.find("etcd") != nil
    }

    let configuration: LocalProviderConfiguration
    let order: ClusterOrder

    init(folder: String, order id: String = RandomText.hex(byteCount: 16)) {
        configuration = LocalProviderConfiguration(
            dataDirectory: folder,
            runtimeDirectory: "\(folder)/run",
            cacheDirectory: Self.cache,
            installationTag: RandomText.hex(byteCount: 2),
            publicHost: "127.0.0.1",
            issuerURL: nil,
            issuerAuthorityFile: nil
        )
        order = ClusterOrder(
            id: id,
            name: "test",
            version: Self.version,
            region: "us-south",
            zone: "dal10",
            workers: []
        )
    }

    var clusterFolder: String { ClusterLayout.folder(of: order.id, configuration: configuration) }

    func provider() -> LocalProvider {
        LocalProvider(configuration: configuration, logger: .silent)
    }

    func realize(_ provider: LocalProvider) async throws {
        try await provider.realize(order) { _ in }
    }

    /// The pids of all of the cluster's processes.
    func pids() -> Set<Int32> {
        Set(entries().map(\.pid))
    }

    func entries() -> [ProcessEntry] {
        ProcessTable.processes(withEnvironment: UnitSpecification.marker, valuePrefix: clusterFolder)
    }

    func pid(of unit: String) -> Int32? {
        entries().first { $0.value.hasSuffix("/\(unit)") }?.pid
    }

    /// Runs `body` and removes the cluster in any case.
    static func run(_ body: (ControlPlaneFixture, LocalProvider) async throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            let fixture = ControlPlaneFixture(folder: folder)
            let provider = fixture.provider()
            do {
                try await body(fixture, provider)
            } catch {
                try await provider.remove(clusterID: fixture.order.id)
                throw error
            }
            try await provider.remove(clusterID: fixture.order.id)
        }
    }
}
