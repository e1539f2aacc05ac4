// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
package import Model
import SQLite
package import Storage

extension SQLiteStore: ServiceIDStore {
    package func createServiceID(_ serviceID: ServiceID, key: APIKey?) async throws(StoreError) {
        try await write { connection in
            try connection.insert(
                """
                INSERT INTO service_ids (id, account_id, name, description, instance_names, created_at, modified_at,
                is_locked, revision)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(serviceID.id), .text(serviceID.accountID), .text(serviceID.name),
                    .text(serviceID.description), .text(try Self.text(of: serviceID.instanceNames)),
                    .time(serviceID.createdAt), .time(serviceID.modifiedAt), .flag(serviceID.isLocked),
                    .integer(serviceID.revision),
                ],
                kind: "service ID",
                id: serviceID.id,
                name: serviceID.id
            )
            if let key { try connection.insert(key) }
        }
    }

    package func serviceID(id: String) async throws(StoreError) -> ServiceID {
        try await query { connection in
            let sql = "SELECT * FROM service_ids WHERE id = ?"
            return try connection.row(sql, [.text(id)], kind: "service ID", id: id, Self.serviceID)
        }
    }

    package func serviceIDs(accountID: String) async throws(StoreError) -> [ServiceID] {
        try await read { connection in
            let sql = "SELECT * FROM service_ids WHERE account_id = ? ORDER BY created_at, rowid"
            return try connection.rows(sql, [.text(accountID)], Self.serviceID)
        }
    }

    package func replaceServiceID(_ serviceID: ServiceID, revision: Int) async throws(StoreError) -> Bool {
        try await write { connection in
            let changed = try connection.rows(
                """
                UPDATE service_ids SET name = ?, description = ?, instance_names = ?, modified_at = ?, is_locked = ?,
                revision = ?
                WHERE id = ? AND revision = ? RETURNING id
                """,
                [
                    .text(serviceID.name), .text(serviceID.description),
                    .text(try Self.text(of: serviceID.instanceNames)), .time(serviceID.modifiedAt),
                    .flag(serviceID.isLocked), .integer(serviceID.revision), .text(serviceID.id), .integer(revision),
                ]
            ) { _ in true }
            return try !changed.isEmpty
                || connection.foundOtherRevision("service_ids", kind: "service ID", id: serviceID.id)
        }
    }

    package func deleteServiceID(id: String, revision: Int) async throws(StoreError) -> Bool {
        try await write { connection in
            let sql = "DELETE FROM service_ids WHERE id = ? AND revision = ? RETURNING id"
            guard try !connection.rows(sql, [.text(id), .integer(revision)], { _ in true }).isEmpty else {
                return try connection.foundOtherRevision("service_ids", kind: "service ID", id: id)
            }
            for table in ["api_keys", "access_policies"] {
                try connection.run("DELETE FROM \(table) WHERE iam_id = ?", [.text("iam-" + id)])
            }
            return true
        }
    }

    private static func text(of names: [String]) throws -> String {
        String(decoding: try JSONEncoder().encode(names), as: UTF8.self)
    }

    private static func serviceID(_ row: SQLiteRow) throws(SQLiteError) -> ServiceID {
        ServiceID(
            id: try row.text("id"),
            accountID: try row.text("account_id"),
            name: try row.text("name"),
            description: try row.text("description"),
            instanceNames: try row.value("instance_names") { text in
                try? JSONDecoder().decode([String].self, from: Data(text.utf8))
            },
            createdAt: try row.time("created_at"),
            modifiedAt: try row.time("modified_at"),
            isLocked: try row.flag("is_locked"),
            revision: try row.integer("revision")
        )
    }
}
