// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Model
import Provisioning
import TestSupport
import Testing

@testable import ProviderLocal

@Suite struct HibernationTests {
    private static let header = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"

    private func line(_ local: String, _ remote: String, _ state: String, inode: Int) -> String {
        "   0: \(local) \(remote) \(state) 00000000:00000000 00:00000000 00000000     0        0 \(inode) 1 0 20 4 30 10\n"
    }

    private func layout(port: UInt16, index: Int = 4) -> ClusterLayout {
        let fixture = ControlPlaneFixture(folder: "/nowhere")
        let allocation = ClusterAllocation(
            networkIndex: index,
            apiServerPort: port,
            etcdClientPort: 1,
            etcdPeerPort: 2
        )
        return ClusterLayout(clusterID: "c", allocation: allocation, configuration: fixture.configuration)
    }

    @Test func tableOfSocketsIsRead() {
        let text =
            Self.header + line("0100007F:1F90", "00000000:0000", "0A", inode: 7)
            + line("0000000000000000FFFF00000100007F:1F90", "0000000000000000FFFF00000200007F:0050", "01", inode: 8)
        let entries = SocketTable.entries(text)
        #expect(entries.map(\.name) == ["socket:[7]", "socket:[8]"])
        #expect(entries.map(\.isListening) == [true, false])
        #expect(entries.map(\.isEstablished) == [false, true])
        #expect(entries.map(\.local.address) == ["0100007F", "0100007F"])
        #expect(entries[1].remote == SocketTable.Endpoint(address: "0200007F", port: 80))
    }

    @Test(arguments: [
        // From a worker, or a pod on it.
        ("0204D50A:C000", "01", false),
        // From another cluster's worker, from another host, and from a program on this one.
        ("0205D50A:C000", "01", true), ("05060708:C000", "01", true), ("0100007F:C000", "01", true),
        // Over already.
        ("05060708:C000", "06", false),
    ])
    func visitorsComeFromOutside(remote: String, state: String, isVisitor: Bool) {
        let table = SocketTable.entries(Self.header + line("0100007F:4E20", remote, state, inode: 7))
        let visitors = ClusterVisitors(layout: layout(port: 20_000), insiders: [])
        #expect(visitors.arePresent(in: table) == isVisitor)
        #expect(!ClusterVisitors(layout: layout(port: 20_001), insiders: []).arePresent(in: table))
    }

    @Test func equalOrdersHaveEqualDigests() throws {
        func order(_ labels: [String: String], version: String = "1.20.2") throws -> ClusterOrder {
            let version = try #require(KubernetesVersion(version))
            let worker = WorkerOrder(id: "w", number: 1, machineType: .free, version: version, labels: labels)
            return ClusterOrder(id: "c", name: "n", version: version, region: "r", zone: "z", workers: [worker])
        }
        let labels = Dictionary(uniqueKeysWithValues: (1...20).map { ("key\($0)", "value") })
        let backwards = Dictionary(uniqueKeysWithValues: (1...20).reversed().map { ("key\($0)", "value") })
        let digest = try HibernationRecord.digest(of: order(labels))
        #expect(try HibernationRecord.digest(of: order(backwards)) == digest)
        #expect(try HibernationRecord.digest(of: order([:])) != digest)
        #expect(try HibernationRecord.digest(of: order(labels, version: "1.20.3")) != digest)
    }

    @Test func preparedClusterServesForItsVersionAndForAMonth() throws {
        let version = try #require(KubernetesVersion("1.20.2"))
        let now = Date(timeIntervalSince1970: 1_517_334_074)
        let prepared = PreparedCluster(version: version, hasWorkers: true, madeAt: now)
        var wanted = prepared
        #expect(prepared.serves(as: wanted))
        wanted.madeAt = now + 31 * 86_400
        #expect(!prepared.serves(as: wanted))
        wanted = prepared
        wanted.hasWorkers = false
        #expect(!prepared.serves(as: wanted))
        wanted = prepared
        wanted.version = try #require(KubernetesVersion("1.20.3"))
        #expect(!prepared.serves(as: wanted))
    }

    @Test func preparedClustersAreNoneThatWereOrdered() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = ControlPlaneFixture(folder: folder)
            let mark = PreparedCluster(version: ControlPlaneFixture.version, hasWorkers: false, madeAt: Date())
            try mark.write(fixture.order.id, fixture.configuration)
            let provider = fixture.provider()
            #expect(try await provider.existingClusterIDs().isEmpty)
            // The order that came before the daemon ended is in the database.
            await provider.begin(with: [fixture.order.id])
            #expect(try await provider.existingClusterIDs() == [fixture.order.id])
            await provider.release()
        }
    }

    @Test func poolThatIsSwitchedOffIsRemoved() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = ControlPlaneFixture(folder: folder)
            let mark = PreparedCluster(version: ControlPlaneFixture.version, hasWorkers: false, madeAt: Date())
            try mark.write(fixture.order.id, fixture.configuration)
            let provider = fixture.provider()
            await provider.begin(with: [])
            let isGone = try await Deadline.poll(limit: .seconds(60)) {
                Files.exists(fixture.clusterFolder) ? nil : true
            }
            #expect(isGone == true)
            await provider.release()
        }
    }
}
