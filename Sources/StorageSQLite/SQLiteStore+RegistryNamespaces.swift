// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
import SQLite
package import Storage

extension SQLiteStore: RegistryNamespaceStore {
    package func createRegistryNamespace(_ namespace: RegistryNamespace) async throws(StoreError) {
        try await write { connection in
            try connection.insert(
                "INSERT INTO registry_namespaces (name, account_id, created_at, removed_at) VALUES (?, ?, ?, ?)",
                [
                    .text(namespace.name), .text(namespace.accountID), .time(namespace.createdAt),
                    .optionalTime(namespace.removedAt),
                ],
                kind: "namespace",
                id: namespace.name,
                name: namespace.name
            )
        }
    }

    package func registryNamespace(name: String) async throws(StoreError) -> RegistryNamespace {
        try await query { connection in
            try connection.row(
                "SELECT * FROM registry_namespaces WHERE name = ?",
                [.text(name)],
                kind: "namespace",
                id: name,
                Self.namespace
            )
        }
    }

    package func registryNamespaces(accountID: String) async throws(StoreError) -> [RegistryNamespace] {
        try await query { connection in
            try connection.rows(
                "SELECT * FROM registry_namespaces WHERE account_id = ? AND removed_at IS NULL ORDER BY name",
                [.text(accountID)],
                Self.namespace
            )
        }
    }

    package func beginRegistryNamespaceRemoval(name: String, at date: Date) async throws(StoreError) {
        try await write { connection in
            try connection.run(
                "UPDATE registry_namespaces SET removed_at = coalesce(removed_at, ?) WHERE name = ?",
                [.time(date), .text(name)]
            )
            guard connection.changeCount > 0 else { throw StoreError.notFound(kind: "namespace", id: name) }
        }
    }

    package func removedRegistryNamespaces() async throws(StoreError) -> [RegistryNamespace] {
        try await query { connection in
            let sql = "SELECT * FROM registry_namespaces WHERE removed_at IS NOT NULL ORDER BY name"
            return try connection.rows(sql, [], Self.namespace)
        }
    }

    package func endRegistryNamespaceRemoval(name: String) async throws(StoreError) {
        try await write { connection in
            let sql = "DELETE FROM registry_namespaces WHERE name = ? AND removed_at IS NOT NULL"
            try connection.run(sql, [.text(name)])
        }
    }

    private static func namespace(_ row: SQLiteRow) throws(SQLiteError) -> RegistryNamespace {
        RegistryNamespace(
            name: try row.text("name"),
            accountID: try row.text("account_id"),
            createdAt: try row.time("created_at"),
            removedAt: try row.optionalTime("removed_at")
        )
    }
}

extension SQLiteStore: RegistryTokenStore {
    package func createRegistryToken(_ token: RegistryToken) async throws(StoreError) {
        try await write { connection in
            try connection.insert(
                """
                INSERT INTO registry_tokens
                (id, account_id, description, is_read_only, created_at, expires_at, created_by)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(token.id), .text(token.accountID), .text(token.description),
                    .flag(token.isReadOnly), .time(token.createdAt), .optionalTime(token.expiresAt),
                    .text(token.createdBy),
                ],
                kind: "registry token",
                id: token.id,
                name: token.id
            )
        }
    }

    package func registryToken(id: String) async throws(StoreError) -> RegistryToken {
        try await query { connection in
            let sql = "SELECT * FROM registry_tokens WHERE id = ?"
            return try connection.row(sql, [.text(id)], kind: "registry token", id: id, Self.token)
        }
    }

    package func registryTokens(accountID: String) async throws(StoreError) -> [RegistryToken] {
        try await query { connection in
            let sql = "SELECT * FROM registry_tokens WHERE account_id = ? ORDER BY created_at, id"
            return try connection.rows(sql, [.text(accountID)], Self.token)
        }
    }

    package func deleteRegistryToken(id: String, accountID: String) async throws(StoreError) {
        try await write { connection in
            let sql = "DELETE FROM registry_tokens WHERE id = ? AND account_id = ?"
            try connection.run(sql, [.text(id), .text(accountID)])
            guard connection.changeCount > 0 else { throw StoreError.notFound(kind: "registry token", id: id) }
        }
    }

    package func deleteRegistryTokens(expiredBefore date: Date) async throws(StoreError) {
        try await write { connection in
            try connection.run("DELETE FROM registry_tokens WHERE expires_at < ?", [.time(date)])
        }
    }

    private static func token(_ row: SQLiteRow) throws(SQLiteError) -> RegistryToken {
        RegistryToken(
            id: try row.text("id"),
            accountID: try row.text("account_id"),
            description: try row.text("description"),
            isReadOnly: try row.flag("is_read_only"),
            createdAt: try row.time("created_at"),
            expiresAt: try row.optionalTime("expires_at"),
            createdBy: try row.text("created_by")
        )
    }
}
