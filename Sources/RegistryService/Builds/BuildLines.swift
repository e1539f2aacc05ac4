// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import HTTP

/// The lines of the answer to a build.
struct BuildLines: Sendable {
    /// So often the client is looked for while nothing happens.
    private static let interval = Duration.seconds(3)

    let writer: any BodyWriter

    /// Throws once the client has left.
    func write(_ line: RegistryBuildLine) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try await writer.write(try encoder.encode(line) + Data("\n".utf8))
    }

    /// Runs `body`, which is cancelled when the client leaves.
    func whileSomebodyListens(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await body()
                return true
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: Self.interval)
                    try await write(RegistryBuildLine())
                }
            }
            defer { group.cancelAll() }
            _ = try await group.next()
        }
    }
}
