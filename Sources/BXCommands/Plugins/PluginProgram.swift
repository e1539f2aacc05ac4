// SPDX-License-Identifier: Apache-2.0

import APIClient
import Basics
import CommandLineKit
import FoundationEssentials
import Glibc
import PluginKit
import ProcessControl

/// The program file of a plug-in on its way to its place.
struct PluginProgram: Sendable {
    /// A temporary file, executable, beside the place where plug-ins end up.
    let path: String
    let metadata: PluginMetadata

    /// Writes `content` to a temporary file and asks it who it is; the file is gone again if that fails.
    static func stage(_ content: Data, in context: BXContext, from origin: String) async throws -> PluginProgram {
        try Files.makeDirectory(context.paths.root, mode: 0o700)
        try Files.makeDirectory(context.paths.temporary, mode: 0o755)
        let path = "\(context.paths.temporary)/plugin-\(RandomText.hex(byteCount: 8))"
        try Files.write(content, to: path, mode: 0o755)
        do {
            return PluginProgram(path: path, metadata: try await metadata(of: path, context, origin))
        } catch {
            try Files.remove(path)
            throw error
        }
    }

    /// Removes the temporary file; fine if it went to its place.
    func discard() throws {
        try Files.remove(path)
    }

    private static func metadata(
        of path: String,
        _ context: BXContext,
        _ origin: String
    ) async throws -> PluginMetadata {
        let output: String
        do {
            output = try await answer(of: path, context.environment)
        } catch {
            throw CommandFailure("\(origin) is not a plug-in for this machine: it did not answer 'SendMetadata'.")
        }
        guard let metadata = try? JSONDecoder().decode(PluginMetadata.self, from: Data(output.utf8)) else {
            throw CommandFailure("\(origin) is not a plug-in: its answer to 'SendMetadata' was not understood.")
        }
        return metadata
    }

    /// What the program prints for `SendMetadata`.
    private static func answer(of path: String, _ environment: [String: String]) async throws -> String {
        let answer = try await Deadline.poll(every: .milliseconds(10), limit: .seconds(5)) { () -> String? in
            do {
                return try await Subprocess.runChecked(
                    path,
                    ["SendMetadata"],
                    environment: environment,
                    timeLimit: .seconds(20)
                )
            } catch ProcessError.cannotStart(_, _, code: ETXTBSY) {
                // A process that was just forked holds the file open for writing until it starts its own program.
                return nil
            }
        }
        guard let answer else { throw ProcessError.timedOut(command: path) }
        return answer
    }
}
