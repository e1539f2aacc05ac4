// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import Provisioning
import TestSupport
import Testing

@testable import ProviderLocal

/// Network indexes and ports of clusters.
@Suite struct ControlPlaneAllocationTests {
    @Test func clustersGetDifferentNumbersAndKeepThem() async throws {
        try await withTemporaryDirectory { folder in
            let allocator = ClusterAllocator(configuration: ControlPlaneFixture(folder: folder).configuration)
            let ids = (0..<5).map { _ in RandomText.hex(byteCount: 16) }
            let allocations = try ids.map { try allocator.ensure(for: $0) }
            #expect(Set(allocations.map(\.networkIndex)).count == 5)
            let ports = allocations.flatMap { [$0.apiServerPort, $0.etcdClientPort, $0.etcdPeerPort] }
            #expect(Set(ports).count == 15)
            #expect(ports.allSatisfy { (20_000...29_999).contains($0) })
            #expect(try ids.map { try allocator.ensure(for: $0) } == allocations)
            #expect(try Set(allocator.clusterIDs()) == Set(ids))
        }
    }

    @Test func nothingIsMadeForAnOrderThatNobodyWaitsForAnyLonger() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = ControlPlaneFixture(folder: folder)
            let provider = fixture.provider()
            let realization = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await fixture.realize(provider)
            }
            await #expect(throws: ProvisioningError.cancelled) { try await realization.value }
            let made = try await provider.existingClusterIDs()
            #expect(made.isEmpty)
        }
    }

    @Test func aLostEncryptionKeyIsNotReplaced() async throws {
        try await withTemporaryDirectory { folder in
            let id = RandomText.hex(byteCount: 16)
            let configuration = ControlPlaneFixture(folder: folder).configuration
            let allocation = try ClusterAllocator(configuration: configuration).ensure(for: id)
            let layout = ClusterLayout(clusterID: id, allocation: allocation, configuration: configuration)
            let keys = ClusterKeys(layout: layout, configuration: configuration, now: Date())
            try keys.ensureControlPlane()
            try Files.makeDirectory("\(layout.etcdDataFolder)/member")
            try keys.ensureControlPlane()
            try Files.remove(keys.encryptionConfigurationFile)
            #expect(throws: EncryptionKeyLost.self) { try keys.ensureControlPlane() }
        }
    }

    @Test func theHolderOfAPortIsFound() throws {
        let squatter = try Squatter()
        let holder = PortHolder.find(squatter.port)
        #expect(holder?.pid == getpid())
        #expect(holder?.name.isEmpty == false)
        #expect(PortHolder.find(squatter.port, expected: getppid()) == holder)
        squatter.end()
        #expect(PortHolder.find(squatter.port) == nil)
    }

    @Test func takenPortIsPassedOver() async throws {
        try await withTemporaryDirectory { folder in
            let configuration = ControlPlaneFixture(folder: folder).configuration
            let allocator = ClusterAllocator(configuration: configuration)
            let id = RandomText.hex(byteCount: 16)
            let first = try allocator.ensure(for: id)
            try Files.remove(ClusterLayout.folder(of: id, configuration: configuration))

            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            try #require(listener >= 0)
            defer { close(listener) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = first.apiServerPort.bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let bound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            try #require(bound == 0 && listen(listener, 1) == 0)
            #expect(!PortProbe.isFree(first.apiServerPort))
            #expect(PortProbe.answers(first.apiServerPort))
            let second = try allocator.ensure(for: id)
            #expect(![second.apiServerPort, second.etcdClientPort, second.etcdPeerPort].contains(first.apiServerPort))
        }
    }

    @Test func networksOfTheHostAreSeen() {
        let header = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
        let routes = HostNetworks(
            routes: header + "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
                + "br0\t0007D50A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
                + "br1\t0000640A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
                + "br2\t8009D50A\t00000000\t0001\t0\t0\t0\t80FFFFFF\t0\t0\t0\n"
        )
        #expect(routes.overlaps(prefix: "10.213.7"))
        #expect(!routes.overlaps(prefix: "10.213.8"))
        #expect(routes.overlaps(prefix: "10.100.200"))
        #expect(routes.overlaps(prefix: "10.213.9"))
        #expect(!HostNetworks(routes: header).overlaps(prefix: "10.213.7"))
    }
}
