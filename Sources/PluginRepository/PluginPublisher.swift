// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Basics
import Cryptography
package import FoundationEssentials
import Model

/// Puts executables into the repository, lists them and takes them back.
package struct PluginPublisher: Sendable {
    /// One executable of the repository, for people.
    package struct Entry: Sendable, Equatable {
        package let name: String
        package let version: String
        package let platform: String
        package let sha256: String
    }

    private let folder: PluginFolder
    private let actor: String
    private let audit: any AuditLog
    private let time: TimeSource
    private let logger: Logger
    private let sendMetadata: @Sendable (String) async throws -> Data

    /// `actor` is who is behind it, empty for the server itself.
    ///
    /// `sendMetadata` runs the plug-in at a path with `SendMetadata` and gives what it prints.
    package init(
        folder: PluginFolder,
        actor: String = "",
        audit: any AuditLog,
        time: TimeSource = .system,
        logger: Logger,
        sendMetadata: @escaping @Sendable (String) async throws -> Data
    ) {
        self.folder = folder
        self.actor = actor
        self.audit = audit
        self.time = time
        self.logger = logger
        self.sendMetadata = sendMetadata
    }

    /// Publishes the plug-in at `path` for `platforms`, unless the very same file is published already.
    ///
    /// A program for another platform cannot be asked; `metadata` then is what it would print for `SendMetadata`.
    @discardableResult
    package func publish(
        _ path: String,
        for platforms: [String] = [HostPlatform.name],
        metadata given: Data? = nil
    ) async throws -> [Entry] {
        let checksum = try Digest.sha256HexOfFile(path)
        var known: [Entry] = []
        for platform in platforms {
            if let entry = try await entries().first(where: { $0.sha256 == checksum && $0.platform == platform }) {
                known.append(entry)
                continue
            }
            let text = if let given { given } else { try await sendMetadata(path) }
            let metadata = try Self.metadata(text, of: path)
            try await folder.add(path, metadata: text, of: metadata, platform: platform)
            let version = "\(metadata.version)"
            record("publish", "\(metadata.name) \(version) \(platform)")
            known.append(Entry(name: metadata.name, version: version, platform: platform, sha256: checksum))
        }
        return known
    }

    /// Publishes all plug-ins of a release; those for other platforms describe themselves as the one for this host does.
    package func publish(_ release: ReleaseFolder) async throws {
        var metadata: [String: Data] = [:]
        for (platform, path) in release.plugins {
            let name = String(path.split(separator: "/").last ?? "")
            if platform == HostPlatform.name { metadata[name] = try await sendMetadata(path) }
            guard let text = metadata[name] else {
                logger.warning("plug-in is not published: there is none for this host to describe it", ["file": path])
                continue
            }
            try await publish(path, for: [platform], metadata: text)
        }
    }

    /// All that is published.
    package func entries() async throws -> [Entry] {
        try await folder.plugins().map {
            Entry(name: $0.name, version: "\($0.version)", platform: $0.platform, sha256: $0.sha256)
        }
    }

    /// Takes back a version, for one platform or for all.
    package func withdraw(_ name: String, version: String, platform: String?) async throws {
        guard let parsed = PluginMetadata.Version(version),
            try await folder.withdraw(name, parsed, platform: platform)
        else { throw PluginRepositoryError.notPublished(name: name, version: version) }
        record("withdraw", [name, version, platform].compactMap(\.self).joined(separator: " "))
    }

    private func record(_ act: String, _ target: String) {
        audit.record(AuditEvent(time: time.now(), userName: actor, action: "plugins.\(act)", target: target))
        logger.info("plug-in repository has changed", ["act": act, "plugin": target])
    }

    private static func metadata(_ text: Data, of path: String) throws -> PluginMetadata {
        do {
            return try JSONDecoder().decode(PluginMetadata.self, from: text)
        } catch {
            throw PluginRepositoryError.notAPlugin(path: path, reason: "its metadata cannot be read")
        }
    }
}
