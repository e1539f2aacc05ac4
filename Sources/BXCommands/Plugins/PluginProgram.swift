// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import FoundationEssentials
import Glibc
import PluginKit
import ProcessControl

/// The program file of a plug-in on its way to its place.
struct PluginProgram: Sendable {
    let path: String
    let metadata: PluginMetadata
    private let folder: StagingFolder

    /// Lets `fill` write the file, and asks that who it is; all is gone again if something fails.
    static func stage(
        from origin: String,
        in context: BXContext,
        _ fill: (_ path: String) async throws -> Void
    ) async throws -> PluginProgram {
        let folder = try context.plugins.stagingFolder()
        do {
            let path = "\(folder.path)/program"
            try await fill(path)
            try Files.settle(path, mode: 0o755)
            return PluginProgram(path: path, metadata: try await metadata(of: path, context, origin), folder: folder)
        } catch {
            folder.remove()
            throw error
        }
    }

    /// Removes what is left beside the plug-ins.
    func discard(in context: BXContext) {
        context.plugins.remove(folder)
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
