// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import ProcessControl
import Provisioning
import TestSupport
import Testing

@testable import ProviderLocal

/// What is found missing on a host, and how it is said.
struct PreflightTests {
    private static func preflight(_ change: (inout HostProbe) -> Void) -> Preflight {
        var probe = HostProbe(
            isRoot: { true },
            program: { "/usr/bin/\($0)" },
            plugin: { "/usr/lib/cni/\($0)" },
            capabilities: { .max },
            controllers: { (["cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "pids"], false) },
            overlayFailure: { _ in nil },
            networkFailure: { nil }
        )
        change(&probe)
        return Preflight(dataDirectory: "/data", probe: probe)
    }

    @Test func aWholeHostHasNoObstacles() async {
        let preflight = Self.preflight { _ in }
        #expect(preflight.masterObstacles().isEmpty)
        #expect(await preflight.workerObstacles().isEmpty)
    }

    @Test func withoutRootOnlyThatIsSaid() async {
        let preflight = Self.preflight {
            $0.isRoot = { false }
            $0.program = { _ in nil }
        }
        let obstacles = await preflight.workerObstacles()
        #expect(obstacles.map(\.problem) == ["workers need root, and slipwayd runs as another user"])
    }

    @Test func missingProgramsAreNamedWithTheirPackages() async {
        let preflight = Self.preflight {
            $0.program = { ["etcd", "dnsmasq", "ctr"].contains($0) ? nil : "/usr/bin/\($0)" }
            $0.plugin = { $0 == "portmap" ? nil : "/usr/lib/cni/\($0)" }
        }
        #expect(
            preflight.masterObstacles() == [
                Obstacle(problem: "the program etcd is missing", mend: "install the package etcd-server")
            ]
        )
        #expect(
            await preflight.workerObstacles().map(\.mend) == [
                "install the package containerd", "install the package dnsmasq-base",
                "install the package containernetworking-plugins",
            ]
        )
    }

    @Test func missingRightsAndControllersAreSaid() async {
        let preflight = Self.preflight {
            $0.capabilities = { 1 << 12 }
            $0.controllers = { (["cpu", "memory", "pids"], true) }
        }
        #expect(
            await preflight.workerObstacles().map(\.problem) == [
                "root lacks the capability CAP_SYS_ADMIN here", "control groups lack the controller cpuset",
            ]
        )
    }

    @Test func whatTheKernelRefusesIsSaidWithItsReason() async {
        let preflight = Self.preflight {
            $0.overlayFailure = { "\($0) is an overlay" }
            $0.networkFailure = { "no bridges" }
        }
        #expect(
            await preflight.workerObstacles().map(\.problem) == [
                "overlayfs cannot be mounted in /data: /data is an overlay",
                "the kernel lacks something for the workers' networks: no bridges",
            ]
        )
    }

    @Test(.enabled(if: WorkerFixture.isPossible, "needs a host that can run workers"))
    func thisHostIsWholeAndStaysAsItIs() async throws {
        try await withTemporaryDirectory { folder in
            let mounts = try MountTable.current().paths(within: folder)
            let start = ContinuousClock.now
            #expect(await Preflight(dataDirectory: folder).workerObstacles().isEmpty)
            print("the look at the host took \(ContinuousClock.now - start)")
            #expect(try MountTable.current().paths(within: folder) == mounts)
        }
    }

    @Test(arguments: [
        ("ID=debian\nVERSION_ID=\"12\"\n", "DEBIAN_12"), ("ID=ubuntu\nVERSION_ID=\"22.04\"", "UBUNTU_22_04"),
        ("NAME=x", "LINUX"), ("", "LINUX"),
    ])
    func systemHasTheNameOfItsRelease(release: String, name: String) {
        #expect(HostSize.system(release: release) == name)
    }

    @Test func sizeIsWhatTheKernelTells() throws {
        let text = String(decoding: try #require(try Files.read("/proc/meminfo")), as: UTF8.self)
        let total = try #require(text.split(separator: "\n").first { $0.hasPrefix("MemTotal:") })
        let kibibytes = try #require(Int(total.filter(\.isNumber)))
        #expect(abs(HostSize.memoryMiB - kibibytes / 1024) < 64)
        #expect(abs(HostSize.memoryGiB - kibibytes / (1024 * 1024)) <= 1)
        #expect(HostSize.storageGiB(of: "/") > 0)
    }
}
