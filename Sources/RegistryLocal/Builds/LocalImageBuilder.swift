// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import ProcessControl
package import Provisioning

/// Builds with buildah, in a sandbox each.
package struct LocalImageBuilder: ImageBuilder {
    private static let mostWaiting = 8
    /// Nobody writes longer ones.
    private static let longestDockerfile = 1 << 20

    private let configuration: BuildConfiguration
    private let queue: BuildQueue

    package init(_ configuration: BuildConfiguration) {
        self.configuration = configuration
        queue = BuildQueue(
            places: min(configuration.atOnce, BuildConfiguration.mostAtOnce),
            mostWaiting: Self.mostWaiting
        )
    }

    package func obstacles() -> [Obstacle] {
        BuildPreflight(configuration: configuration).obstacles()
    }

    /// What this host has for builds, some of it found out by trying; changes nothing that stays.
    package func capabilities() async -> BuildCapabilities {
        await BuildPreflight(configuration: configuration).capabilities()
    }

    package func build(_ order: ImageBuildOrder, supplies: some ImageBuildSupplies) async throws {
        let obstacles = obstacles()
        guard obstacles.isEmpty else { throw ImageBuildError.missing(obstacles) }
        if await queue.isFull { try await supplies.log("Waiting for other builds to end\n") }
        let place = try await queue.take(for: order.accountID)
        let sandbox = BuildSandbox(place: BuildPlace(place, configuration), configuration: configuration)
        let result: Result<Void, any Error>
        do {
            try await sandbox.prepare()
            try await limited { try await run(order, supplies, in: sandbox) }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        // Whoever is cancelled cleans up all the same.
        let cleaning = await Task { try await sandbox.remove() }.result
        if case .success = cleaning { await queue.giveBack(place) } else { await retire(sandbox, place) }
        try result.get()
    }

    package func removeRemains() async throws(ImageBuildError) {
        guard geteuid() == 0 else { return }
        do {
            for number in 0..<BuildConfiguration.mostAtOnce {
                let place = BuildPlace(number, configuration)
                try await BuildSandbox(place: place, configuration: configuration).remove()
            }
        } catch {
            throw .failed(reason: "\(error)")
        }
    }

    /// A place that could not be cleared is only used again once it was.
    private func retire(_ sandbox: BuildSandbox, _ place: Int) async {
        Task {
            while (try? await sandbox.remove()) == nil { try await Task.sleep(for: .seconds(10)) }
            await queue.giveBack(place)
        }
    }

    private func limited(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let time = configuration.time
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await body()
                return true
            }
            group.addTask {
                try await Task.sleep(for: time)
                return false
            }
            defer { group.cancelAll() }
            let isDone = try await group.next() ?? true
            guard isDone else { throw ImageBuildError.tooMuch(limit: "\(time.components.seconds / 60) minutes") }
        }
    }

    private func run(
        _ order: ImageBuildOrder,
        _ supplies: some ImageBuildSupplies,
        in sandbox: BuildSandbox
    ) async throws {
        try await unpack(order, in: sandbox)
        let files = BuildFiles(folder: sandbox.place.disk)
        guard let text = try files.read("context/\(order.dockerfile)", upTo: Self.longestDockerfile) else {
            throw ImageBuildError.refused(reason: "there is no file \"\(order.dockerfile)\" in the folder")
        }
        let folder = try files.makeFolder("bases")
        let bases = try await supplies.bases(for: text, into: folder)
        _ = try await Subprocess.runChecked("chown", ["-R", "\(sandbox.place.user):\(sandbox.place.user)", folder])
        try files.write(Self.words(order, bases), to: "order")
        let lifeline = try Lifeline()
        var characters = UTF8Pieces()
        let status = try await sandbox.run("build", input: lifeline.descriptor) { piece in
            try await supplies.log(characters.add(piece))
        }
        _ = consume lifeline
        try check(status, in: sandbox) { .refused(reason: "an instruction of the Dockerfile failed (\(status))") }
        try await supplies.deliver(
            BuiltImage(manifestPath: try files.regular("out/manifest.json"), folder: try files.directory("out"))
        )
    }

    private func unpack(_ order: ImageBuildOrder, in sandbox: BuildSandbox) async throws {
        lseek(order.context, 0, SEEK_SET)
        var magic = [UInt8](repeating: 0, count: 3)
        let count = pread(order.context, &magic, 3, 0)
        let options = count == 3 ? Self.compressions[magic] ?? (magic.starts(with: [0x1f, 0x8b]) ? ["-z"] : []) : []
        var log = Data()
        let status = try await sandbox.run("unpack", options, input: order.context) { piece in
            if log.count < 4096 { log.append(piece) }
        }
        let text = String(decoding: log.prefix(1000), as: UTF8.self)
        try check(status, in: sandbox) { .refused(reason: "the folder cannot be unpacked: \(text)") }
    }

    private static let compressions: [[UInt8]: [String]] = [[0x42, 0x5a, 0x68]: ["-j"], [0xfd, 0x37, 0x7a]: ["-J"]]

    private func check(
        _ status: ExitStatus,
        in sandbox: BuildSandbox,
        else failure: () -> ImageBuildError
    ) throws {
        guard !status.isSuccess else { return }
        if try sandbox.ranOutOfMemory() {
            throw ImageBuildError.tooMuch(limit: "\(configuration.memoryBytes >> 20) MiB of memory")
        }
        throw failure()
    }

    /// What the shell in the sandbox reads.
    private static func words(_ order: ImageBuildOrder, _ bases: [ImageBuildBase]) -> String {
        let arguments = order.arguments.sorted { $0.key < $1.key }.flatMap { ["--build-arg", "\($0.key)=\($0.value)"] }
        let words = ["--file", "/work/context/\(order.dockerfile)"] + arguments
        let listed = bases.map { "\($0.folder)=\($0.name)" }.joined(separator: " ")
        return "bases=\(quoted(listed))\nset -- \(words.map(quoted).joined(separator: " "))\n"
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
