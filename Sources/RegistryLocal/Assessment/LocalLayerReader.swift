// SPDX-License-Identifier: Apache-2.0

import Archives
import FoundationEssentials
import Glibc
import ProcessControl
package import Provisioning

/// Unpacks layers with the host's programs, which run as nobody.
package struct LocalLayerReader: ImageLayerReader {
    /// Of one file of interest.
    private static let longestFile = 64 << 20
    /// Of a whole layer, unpacked.
    private static let longestLayer = 20 << 30
    private static let timeLimit = Duration.seconds(900)

    package init() {}

    package func entries(
        ofLayer path: String,
        wants: @escaping @Sendable (String) -> Bool
    ) async throws(RegistryEngineError) -> [ImageLayerEntry] {
        do {
            return try await read(path, wants)
        } catch let error as RegistryEngineError {
            throw error
        } catch {
            throw RegistryEngineError("the layer \(path) cannot be read: \(error)")
        }
    }

    private func read(_ path: String, _ wants: @escaping (String) -> Bool) async throws -> [ImageLayerEntry] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw RegistryEngineError("the layer \(path) cannot be opened") }
        defer { close(descriptor) }
        let (process, output) = try RunningProcess.spawn(
            try Self.specification(for: descriptor),
            input: descriptor,
            withErrors: false
        )
        let killer = Task {
            try await Task.sleep(for: Self.timeLimit)
            process.signal(SIGKILL)
        }
        defer {
            killer.cancel()
            process.signal(SIGKILL)
        }
        var scanner = TarScanner(limit: Self.longestFile, wants: wants)
        var entries: [TarScanner.Entry] = []
        var count = 0
        while let piece = await output.next() {
            try Task.checkCancellation()
            count += piece.count
            guard count <= Self.longestLayer else { throw RegistryEngineError("the layer \(path) is too large") }
            entries += try scanner.add(piece)
        }
        let status = await process.wait()
        guard status?.isSuccess == true, scanner.isBetweenEntries else {
            throw RegistryEngineError("the layer \(path) is damaged")
        }
        return entries.map { entry in
            // The second name of a file: its content, if that was of interest itself.
            let target = entry.kind == .hardLink ? entries.last { $0.path == entry.target } : nil
            return ImageLayerEntry(
                path: entry.path,
                isDirectory: entry.kind == .directory,
                content: entry.kind == .file ? entry.content : target?.content
            )
        }
    }

    /// What turns the file into a plain archive.
    private static func specification(for descriptor: Int32) throws -> ProcessSpecification {
        var magic = [UInt8](repeating: 0, count: 4)
        _ = pread(descriptor, &magic, 4, 0)
        let command =
            switch magic {
            case _ where magic.starts(with: [0x1f, 0x8b]): ["gzip", "-dc"]
            case [0x28, 0xb5, 0x2f, 0xfd]: ["zstd", "-dc"]
            default: ["cat"]
            }
        guard let program = Subprocess.find(command[0]) else { throw ProcessError.notFound(program: command[0]) }
        let words = [program] + command.dropFirst()
        let nobody = geteuid() == 0 ? ["--reuid", "65534", "--regid", "65534", "--clear-groups"] : []
        guard let setpriv = Subprocess.find("setpriv") else { throw ProcessError.notFound(program: "setpriv") }
        return ProcessSpecification(
            executable: setpriv,
            arguments: nobody + ["--no-new-privs"] + words,
            environment: ["LC_ALL": "C.UTF-8"]
        )
    }
}
