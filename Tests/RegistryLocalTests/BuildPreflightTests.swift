// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import Provisioning
import TestSupport
import Testing

@testable import RegistryLocal

/// What is found missing for builds on a host, and how it is said.
@Suite struct BuildPreflightTests {
    private static func capabilities(
        atOnce: Int = 2,
        _ change: (inout BuildProbe) -> Void = { _ in }
    ) async -> BuildCapabilities {
        var probe = BuildProbe(
            isRoot: { true },
            program: { "/usr/bin/\($0)" },
            diskFailure: { _ in nil },
            namespaceFailure: { nil }
        )
        change(&probe)
        let configuration = BuildConfiguration(
            folder: "/data/builds",
            installationTag: "0000",
            closedNetworks: [],
            atOnce: atOnce
        )
        return await BuildPreflight(configuration: configuration, probe: probe).capabilities()
    }

    @Test func aWholeHostLacksNothing() async {
        #expect(await Self.capabilities() == BuildCapabilities(obstacles: [], networkObstacles: []))
    }

    @Test func theFirstReasonIsEnough() async {
        let off = await Self.capabilities(atOnce: 0) { $0.isRoot = { false } }
        #expect(off.obstacles.map(\.problem) == ["image builds are switched off"])
        let unprivileged = await Self.capabilities {
            $0.isRoot = { false }
            $0.program = { _ in nil }
        }
        #expect(unprivileged.obstacles.map(\.problem) == ["image builds need root"])
        let bare = await Self.capabilities {
            $0.program = { ["buildah", "mkfs.ext4"].contains($0) ? nil : $0 }
            $0.diskFailure = { _ in "nothing to try it with" }
        }
        #expect(bare.obstacles.map(\.mend) == ["install the package buildah", "install the package e2fsprogs"])
    }

    @Test func whatTheKernelRefusesIsSaidWithItsReason() async {
        let found = await Self.capabilities {
            $0.diskFailure = { "no loop devices for \($0)" }
            $0.namespaceFailure = { "not permitted" }
        }
        #expect(
            found.obstacles.map(\.problem) == [
                "no disk can be made for a build: no loop devices for /data/builds",
                "users without rights get no namespaces here: not permitted",
            ]
        )
    }

    @Test func buildsWithoutANetworkAreBuilds() async {
        let found = await Self.capabilities { $0.program = { $0 == "slirp4netns" ? nil : $0 } }
        #expect(found.obstacles.isEmpty)
        #expect(found.networkObstacles.map(\.mend) == ["install the package slirp4netns"])
    }

    @Test(.enabled(if: geteuid() == 0, "mounts and namespaces need root"))
    func theTrialsLeaveNothing() async throws {
        try await withTemporaryDirectory { folder in
            #expect(await BuildProbe.host.diskFailure("\(folder)/data/builds") == nil)
            #expect(await BuildProbe.host.namespaceFailure() == nil)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(left == [])
        }
        // Where no disk can be, that is what is said.
        #expect(await BuildProbe.host.diskFailure("/proc/builds") != nil)
    }
}
