// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Model
import TestSupport
import Testing

@testable import ProviderLocal

/// Versions of programs that only say who they are.
@Suite struct ControlPlaneDistributionTests {
    private let version = KubernetesVersion(major: 1, minor: 31, patch: 4)

    private func makePrograms(in folder: String, except missing: Set<String> = [], version: String) throws {
        try Files.makeDirectory(folder)
        let programs = KubernetesDistribution.requiredPrograms + ["kubectl", "pause"]
        for program in programs where !missing.contains(program) {
            let script = "#!/bin/sh\necho Kubernetes v\(version)\n"
            try Files.write(Data(script.utf8), to: "\(folder)/\(program)", mode: 0o755)
        }
    }

    @Test func releaseArchiveIsInstalledUnderItsVersion() async throws {
        try await withTemporaryDirectory { folder in
            try makePrograms(in: "\(folder)/release/kubernetes/server/bin", version: "1.31.4+vendor.1")
            let distributions = KubernetesDistributions(cacheDirectory: "\(folder)/cache")
            #expect(distributions.installed().isEmpty)
            let added = try await distributions.add(version, from: "\(folder)/release")
            #expect(added.binFolder == "\(folder)/cache/kubernetes/v1.31.4/bin")
            #expect(distributions.installed() == [added])
            #expect(Files.exists(added.program("pause")))
            await #expect(throws: DistributionError.alreadyInstalled(version)) {
                try await distributions.add(version, from: "\(folder)/release")
            }
        }
    }

    @Test func missingProgramIsNamed() async throws {
        try await withTemporaryDirectory { folder in
            try makePrograms(in: "\(folder)/bin", except: ["kubelet"], version: "1.31.4")
            let distributions = KubernetesDistributions(cacheDirectory: "\(folder)/cache")
            await #expect(throws: DistributionError.incomplete(folder: folder, programs: ["kubelet"])) {
                try await distributions.add(version, from: folder)
            }
            #expect(distributions.installed().isEmpty)
        }
    }

    @Test func pauseIsTakenFromAnotherVersion() async throws {
        try await withTemporaryDirectory { folder in
            let distributions = KubernetesDistributions(cacheDirectory: "\(folder)/cache")
            try makePrograms(in: "\(folder)/new", except: ["pause"], version: "1.31.4")
            await #expect(throws: DistributionError.noPause(folder: "\(folder)/new")) {
                try await distributions.add(version, from: "\(folder)/new")
            }
            try makePrograms(in: "\(folder)/cache/kubernetes/v1.20.2/bin", version: "1.20.2")
            try await distributions.add(version, from: "\(folder)/new")
            #expect(distributions.installed().map(\.version.minor) == [31, 20])
        }
    }

    @Test func otherVersionIsRefused() async throws {
        try await withTemporaryDirectory { folder in
            try makePrograms(in: "\(folder)/bin", version: "1.30.0")
            let distributions = KubernetesDistributions(cacheDirectory: "\(folder)/cache")
            await #expect(throws: DistributionError.wrongVersion(expected: version, found: "v1.30.0")) {
                try await distributions.add(version, from: "\(folder)/bin")
            }
        }
    }

    @Test func buildThatWasFinishedButNotInstalledIsInstalled() async throws {
        try await withTemporaryDirectory { folder in
            let built = "\(folder)/cache/kubernetes/.built"
            try makePrograms(in: "\(built)/bin", version: "1.20.2")
            let distributions = KubernetesDistributions(cacheDirectory: "\(folder)/cache")
            #expect(distributions.installed().isEmpty)
            let first = try await distributions.install()
            #expect(first.version == KubernetesDistributions.builtVersion)
            #expect(!Files.exists(built))
            #expect(try await distributions.install() == first)
        }
    }
}
