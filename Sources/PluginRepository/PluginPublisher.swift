// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Basics
import Cryptography
package import FoundationEssentials
import Model

/// Puts executables into the repository.
package struct PluginPublisher: Sendable {
    private let folder: PluginFolder
    private let platform: String
    private let sendMetadata: @Sendable (String) async throws -> Data
    private let audit: any AuditLog
    private let time: TimeSource
    private let logger: Logger

    /// `sendMetadata` runs the plug-in at a path with `SendMetadata` and gives what it prints.
    package init(
        folder: PluginFolder,
        platform: String = "linux64",
        audit: any AuditLog,
        time: TimeSource = .system,
        logger: Logger,
        sendMetadata: @escaping @Sendable (String) async throws -> Data
    ) {
        self.folder = folder
        self.platform = platform
        self.audit = audit
        self.time = time
        self.logger = logger
        self.sendMetadata = sendMetadata
    }

    /// Publishes the plug-in at `path`, unless the very same file is published already.
    package func publish(_ path: String) async throws {
        let checksum = try Digest.sha256HexOfFile(path)
        let published = try await folder.plugins()
        if published.contains(where: { $0.sha256 == checksum && $0.platform == platform }) { return }
        let text = try await sendMetadata(path)
        let metadata: PluginMetadata
        do {
            metadata = try JSONDecoder().decode(PluginMetadata.self, from: text)
        } catch {
            throw PluginRepositoryError.notAPlugin(path: path, reason: "its metadata cannot be read")
        }
        try await folder.add(path, metadata: text, of: metadata, platform: platform)
        let target = "\(metadata.name) \(metadata.version) \(platform)"
        // Nobody has asked for it: the server publishes what was installed beside it.
        audit.record(AuditEvent(time: time.now(), action: "plugins.publish", target: target))
        logger.info("plug-in is published", ["name": metadata.name, "version": "\(metadata.version)"])
    }
}
