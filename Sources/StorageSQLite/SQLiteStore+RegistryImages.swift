// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
package import Model
import SQLite
package import Storage

extension SQLiteStore: RegistryImageStore {
    package func addRegistryManifest(_ manifest: RegistryManifest) async throws(StoreError) {
        let labels = try RegistryRows.text(manifest.labels)
        try await write { connection in
            try connection.run(
                """
                INSERT INTO registry_manifests (repository, digest, namespace, media_type, created_at, labels)
                VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                [
                    .text(manifest.repository), .text(manifest.digest), .text(manifest.namespace),
                    .text(manifest.mediaType), .time(manifest.created), .text(labels),
                ]
            )
            guard connection.changeCount > 0 else { return }
            let key: [SQLiteValue] = [.text(manifest.repository), .text(manifest.digest)]
            for (position, blob) in ((manifest.configuration.map { [$0] } ?? []) + manifest.layers).enumerated() {
                try connection.run(
                    """
                    INSERT INTO registry_blobs (repository, manifest_digest, position, digest, size, media_type)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                    key + [.integer(position), .text(blob.digest), .integer(blob.size), .text(blob.mediaType)]
                )
            }
            for (position, member) in manifest.members.enumerated() {
                try connection.run(
                    "INSERT INTO registry_members (repository, manifest_digest, position, digest) VALUES (?, ?, ?, ?)",
                    key + [.integer(position), .text(member)]
                )
            }
        }
    }

    package func deleteRegistryManifest(repository: String, digest: String) async throws(StoreError) {
        try await write { connection in
            let sql = "DELETE FROM registry_manifests WHERE repository = ? AND digest = ?"
            try connection.run(sql, [.text(repository), .text(digest)])
        }
    }

    package func setRegistryTag(repository: String, tag: String, digest: String) async throws(StoreError) {
        try await write { connection in
            _ = try connection.row(
                "SELECT 1 FROM registry_manifests WHERE repository = ? AND digest = ?",
                [.text(repository), .text(digest)],
                kind: "manifest",
                id: digest
            ) { _ in true }
            try connection.run(
                """
                INSERT INTO registry_tags (repository, tag, digest) VALUES (?, ?, ?)
                ON CONFLICT (repository, tag) DO UPDATE SET digest = excluded.digest
                """,
                [.text(repository), .text(tag), .text(digest)]
            )
        }
    }

    package func deleteRegistryTag(repository: String, tag: String) async throws(StoreError) {
        try await write { connection in
            let sql = "DELETE FROM registry_tags WHERE repository = ? AND tag = ?"
            try connection.run(sql, [.text(repository), .text(tag)])
        }
    }

    package func registryImages(repository: String) async throws(StoreError) -> [RegistryImage] {
        try await read { connection in
            try RegistryRows.images(where: "repository = ?", [.text(repository)], on: connection)
        }
    }

    package func registryImages(namespaces: [String]) async throws(StoreError) -> [RegistryImage] {
        let list = try RegistryRows.text(namespaces)
        return try await read { connection in
            let repositories = """
                repository IN (SELECT repository FROM registry_manifests
                WHERE namespace IN (SELECT value FROM json_each(?)))
                """
            return try RegistryRows.images(where: repositories, [.text(list)], on: connection)
        }
    }

    package func registryRepositories() async throws(StoreError) -> [String] {
        try await read { connection in
            try connection.rows("SELECT DISTINCT repository FROM registry_manifests ORDER BY repository") {
                row throws(SQLiteError) in try row.text("repository")
            }
        }
    }

    package func registryStorage(namespaces: [String]) async throws(StoreError) -> Int {
        let list = try RegistryRows.text(namespaces)
        return try await read { connection in
            // A digest has one size; whoever tells another one in a manifest does not get it counted twice.
            let sql = """
                SELECT coalesce(sum(size), 0) AS bytes FROM (
                    SELECT max(size) AS size FROM registry_manifests AS manifest
                    JOIN registry_blobs AS blob
                    ON blob.repository = manifest.repository AND blob.manifest_digest = manifest.digest
                    WHERE manifest.namespace IN (SELECT value FROM json_each(?))
                    AND blob.media_type NOT LIKE '%foreign%' AND blob.media_type NOT LIKE '%nondistributable%'
                    GROUP BY blob.digest
                )
                """
            return try connection.rows(sql, [.text(list)]) { row throws(SQLiteError) in try row.integer("bytes") }
                .first ?? 0
        }
    }
}

/// Puts images together from the rows of several tables.
enum RegistryRows {
    /// `value` as JSON, which the database can take apart.
    static func text(_ value: some Encodable) throws(StoreError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw .unavailable(reason: "\(error)")
        }
    }

    /// What `text` made; nil for any other text.
    static func value<Value: Decodable>(_ type: Value.Type, _ text: String) -> Value? {
        try? JSONDecoder().decode(type, from: Data(text.utf8))
    }

    static func images(
        where condition: String,
        _ values: [SQLiteValue],
        on connection: SQLiteConnection
    ) throws -> [RegistryImage] {
        let blobs = try grouped("registry_blobs", condition, values, on: connection) { row throws(SQLiteError) in
            Piece(
                position: try row.integer("position"),
                blob: RegistryBlob(
                    digest: try row.text("digest"),
                    size: try row.integer("size"),
                    mediaType: try row.text("media_type")
                )
            )
        }
        let members = try grouped("registry_members", condition, values, on: connection) { row throws(SQLiteError) in
            try row.text("digest")
        }
        let tags = try tags(where: condition, values, on: connection)
        let sql = "SELECT * FROM registry_manifests WHERE \(condition) ORDER BY repository, digest"
        return try connection.rows(sql, values) { row throws(SQLiteError) in
            let key = Key(repository: try row.text("repository"), digest: try row.text("digest"))
            let pieces = blobs[key] ?? []
            return RegistryImage(
                manifest: RegistryManifest(
                    repository: key.repository,
                    digest: key.digest,
                    mediaType: try row.text("media_type"),
                    configuration: pieces.first { $0.position == 0 }?.blob,
                    layers: pieces.filter { $0.position > 0 }.map(\.blob),
                    members: members[key] ?? [],
                    created: try row.time("created_at"),
                    labels: try row.value("labels") { text in value([String: String].self, text) }
                ),
                tags: tags[key] ?? []
            )
        }
    }

    private struct Key: Hashable {
        let repository: String
        let digest: String
    }

    private struct Piece {
        let position: Int
        let blob: RegistryBlob
    }

    private static func grouped<Value>(
        _ table: String,
        _ condition: String,
        _ values: [SQLiteValue],
        on connection: SQLiteConnection,
        _ read: (SQLiteRow) throws(SQLiteError) -> Value
    ) throws -> [Key: [Value]] {
        var found: [Key: [Value]] = [:]
        _ = try connection.rows("SELECT * FROM \(table) WHERE \(condition) ORDER BY position", values) {
            row throws(SQLiteError) in
            let key = Key(repository: try row.text("repository"), digest: try row.text("manifest_digest"))
            found[key, default: []].append(try read(row))
        }
        return found
    }

    private static func tags(
        where condition: String,
        _ values: [SQLiteValue],
        on connection: SQLiteConnection
    ) throws -> [Key: [String]] {
        var found: [Key: [String]] = [:]
        _ = try connection.rows("SELECT * FROM registry_tags WHERE \(condition) ORDER BY tag", values) {
            row throws(SQLiteError) in
            let key = Key(repository: try row.text("repository"), digest: try row.text("digest"))
            found[key, default: []].append(try row.text("tag"))
        }
        return found
    }
}
