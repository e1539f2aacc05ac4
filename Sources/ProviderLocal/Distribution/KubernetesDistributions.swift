// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
package import Model
import ProcessControl

/// The Kubernetes versions that are installed on this host: one folder a version, named after it.
package struct KubernetesDistributions: Sendable {
    /// What the embedded script builds.
    package static let builtVersion = KubernetesVersion(major: 1, minor: 20, patch: 2)

    private static let allPrograms =
        KubernetesDistribution.requiredPrograms + [KubernetesDistribution.pauseProgram]

    private let folder: String

    /// `cacheDirectory` is the absolute path of the folder that holds `kubernetes/v1.20.2/bin` and so on.
    package init(cacheDirectory: String) {
        folder = "\(cacheDirectory)/kubernetes"
    }

    /// The versions that are there with all their programs, newest first.
    package func installed() -> [KubernetesDistribution] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap { name -> KubernetesDistribution? in
            guard name.hasPrefix("v"), let version = KubernetesVersion(name) else { return nil }
            let distribution = KubernetesDistribution(version: version, binFolder: "\(folder)/\(name)/bin")
            return missing(Self.allPrograms, in: distribution.binFolder).isEmpty ? distribution : nil
        }
        .sorted { $0.version > $1.version }
    }

    package func find(_ version: KubernetesVersion) -> KubernetesDistribution? {
        installed().first { $0.version == version }
    }

    /// Copies the programs of `directory` and installs them as `version`; whole or not at all.
    ///
    /// The programs may be in a folder `bin` below it, or where a release archive has them. A missing `pause` is taken
    /// from another installed version.
    @discardableResult
    package func add(_ version: KubernetesVersion, from directory: String) async throws -> KubernetesDistribution {
        guard find(version) == nil else { throw DistributionError.alreadyInstalled(version) }
        let required = KubernetesDistribution.requiredPrograms
        let places = [directory, "\(directory)/bin", "\(directory)/server/bin", "\(directory)/kubernetes/server/bin"]
        guard let source = places.first(where: { missing(required, in: $0).isEmpty }) else {
            let nearest = places.min { missing(required, in: $0).count < missing(required, in: $1).count } ?? directory
            throw DistributionError.incomplete(folder: directory, programs: missing(required, in: nearest))
        }
        let pause = try pauseProgram(near: source)
        try await verify(version, kubelet: "\(source)/kubelet")

        let part = "\(folder)/.v\(version).\(RandomText.hex(byteCount: 4)).part"
        do {
            try Files.makeDirectory("\(part)/bin", mode: 0o755)
            let optional = missing(["kubectl"], in: source).isEmpty ? ["kubectl"] : []
            for program in required + optional {
                try await copy("\(source)/\(program)", to: "\(part)/bin/\(program)")
            }
            try await copy(pause, to: "\(part)/bin/\(KubernetesDistribution.pauseProgram)")
            return try activate(part, as: version)
        } catch {
            try Files.remove(part)
            throw error
        }
    }

    /// Builds the version that this host's Debian release has the source of, unless it is installed already.
    ///
    /// Takes minutes and tells on the caller's terminal how far it is. A build that was cut off goes on where it
    /// stopped.
    @discardableResult
    package func install() async throws -> KubernetesDistribution {
        if let present = find(Self.builtVersion) { return present }
        try Files.makeDirectory(folder, mode: 0o755)
        let destination = "\(folder)/.built"
        // A build that was cut off after its last step is complete.
        if !missing(Self.allPrograms, in: "\(destination)/bin").isEmpty { try await build(into: destination) }
        return try activate(destination, as: try await builtVersion(of: "\(destination)/bin/kubelet"))
    }

    // MARK: Steps

    private func build(into destination: String) async throws {
        let script = "\(folder)/.build-kubernetes.sh"
        try Files.write(Data(PackageResources.build_kubernetes_sh), to: script, mode: 0o700)
        let process = try RunningProcess.spawn(
            ProcessSpecification(
                executable: "/bin/sh",
                arguments: [script, destination, "\(folder)/.workspace"],
                environment: ProcessInfo.processInfo.environment,
                inheritsTerminal: true
            )
        )
        let status = await process.wait()
        if status == nil { await process.terminate(grace: .seconds(5)) }
        guard let status, status.isSuccess else {
            throw DistributionError.buildFailed(status: status.map { "\($0)" } ?? "was cancelled")
        }
        try Files.remove(script)
    }

    /// Gives the finished folder its final name.
    private func activate(_ part: String, as version: KubernetesVersion) throws -> KubernetesDistribution {
        let final = "\(folder)/v\(version)"
        // Only an incomplete version can stand here: a complete one was refused before.
        try Files.remove(final)
        guard rename(part, final) == 0 else { throw FileError(path: final, action: "install", code: errno) }
        return KubernetesDistribution(version: version, binFolder: "\(final)/bin")
    }

    private func pauseProgram(near source: String) throws -> String {
        let name = KubernetesDistribution.pauseProgram
        if missing([name], in: source).isEmpty { return "\(source)/\(name)" }
        guard let other = installed().first else { throw DistributionError.noPause(folder: source) }
        return other.program(name)
    }

    private func verify(_ version: KubernetesVersion, kubelet: String) async throws {
        let found = try await versionText(of: kubelet)
        guard Self.version(in: found) == version else {
            throw DistributionError.wrongVersion(expected: version, found: found)
        }
    }

    private func builtVersion(of kubelet: String) async throws -> KubernetesVersion {
        let found = try await versionText(of: kubelet)
        guard let version = Self.version(in: found) else {
            throw DistributionError.wrongVersion(expected: Self.builtVersion, found: found)
        }
        return version
    }

    /// `v1.20.2` from `Kubernetes v1.20.2`.
    private func versionText(of kubelet: String) async throws -> String {
        let answer = try await Subprocess.runChecked(kubelet, ["--version"])
        return answer.split(whereSeparator: \.isWhitespace).last.map(String.init) ?? ""
    }

    /// A build may carry a suffix of its maker: `v1.30.2+vendor.1`.
    private static func version(in text: String) -> KubernetesVersion? {
        KubernetesVersion(String(text.prefix { $0 != "+" && $0 != "-" }))
    }

    private func copy(_ source: String, to target: String) async throws {
        let arguments = ["-m", "755", source, target]
        _ = try await Subprocess.runChecked("install", arguments, timeLimit: .seconds(300))
    }

    private func missing(_ programs: [String], in folder: String) -> [String] {
        programs.filter { access("\(folder)/\($0)", X_OK) != 0 }
    }
}
