// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
import SQLite
package import Storage

extension SQLiteStore: OrganizationStore {
    package func createOrganization(
        _ organization: Organization,
        spaces: [Space],
        managerIAMID: String
    ) async throws(StoreError) {
        try await write { connection in
            try connection.insert(
                """
                INSERT INTO organizations (id, account_id, region, name, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(organization.id), .text(organization.accountID), .text(organization.region),
                    .text(organization.name), .time(organization.createdAt), .time(organization.updatedAt),
                ],
                kind: "organization",
                id: organization.id,
                name: organization.name
            )
            for space in spaces { try Self.insert(space, on: connection) }
            try Self.grant(.user, in: organization.id, to: managerIAMID, at: organization.createdAt, on: connection)
            try Self.grant(.manager, in: organization.id, to: managerIAMID, at: organization.createdAt, on: connection)
            try connection.run(
                """
                INSERT OR IGNORE INTO organization_roles (organization_id, iam_id, role, granted_at)
                SELECT ?, iam_id, 'OrgUser', ? FROM account_members WHERE account_id = ? AND state = 'ACTIVE'
                AND 1 = (SELECT count(*) FROM organizations WHERE account_id = account_members.account_id)
                ORDER BY invited_at, iam_id
                """,
                [.text(organization.id), .time(organization.createdAt), .text(organization.accountID)]
            )
        }
    }

    package func organizations(accountID: String) async throws(StoreError) -> [Organization] {
        try await read { connection in
            try connection.rows(
                "SELECT * FROM organizations WHERE account_id = ? ORDER BY created_at, rowid",
                [.text(accountID)],
                Self.organization
            )
        }
    }

    package func organization(id: String) async throws(StoreError) -> Organization {
        try await read { connection in
            let sql = "SELECT * FROM organizations WHERE id = ?"
            return try connection.row(sql, [.text(id)], kind: "organization", id: id, Self.organization)
        }
    }

    package func renameOrganization(id: String, to name: String, at date: Date) async throws(StoreError) {
        try await rename("organization", in: "organizations", id: id, to: name, at: date)
    }

    package func createSpace(_ space: Space) async throws(StoreError) {
        try await write { try Self.insert(space, on: $0) }
    }

    package func spaces(organizationID: String) async throws(StoreError) -> [Space] {
        try await read { connection in
            try connection.rows(
                "SELECT * FROM spaces WHERE organization_id = ? ORDER BY created_at, rowid",
                [.text(organizationID)],
                Self.space
            )
        }
    }

    package func space(id: String) async throws(StoreError) -> Space {
        try await read { connection in
            try connection.row("SELECT * FROM spaces WHERE id = ?", [.text(id)], kind: "space", id: id, Self.space)
        }
    }

    package func renameSpace(id: String, to name: String, at date: Date) async throws(StoreError) {
        try await rename("space", in: "spaces", id: id, to: name, at: date)
    }

    package func deleteSpace(id: String) async throws(StoreError) {
        try await write { connection in
            try connection.run("DELETE FROM spaces WHERE id = ?", [.text(id)])
        }
    }

    private func rename(
        _ kind: String,
        in table: String,
        id: String,
        to name: String,
        at date: Date
    ) async throws(StoreError) {
        try await write { connection in
            _ = try connection.row(
                "SELECT 1 FROM \(table) WHERE id = ?",
                [.text(id)],
                kind: kind,
                id: id
            ) { _ in true }
            try connection.insert(
                "UPDATE \(table) SET name = ?, updated_at = ? WHERE id = ?",
                [.text(name), .time(date), .text(id)],
                kind: kind,
                id: id,
                name: name
            )
        }
    }

    private static func insert(_ space: Space, on connection: SQLiteConnection) throws {
        try connection.insert(
            "INSERT INTO spaces (id, organization_id, name, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
            [
                .text(space.id), .text(space.organizationID), .text(space.name), .time(space.createdAt),
                .time(space.updatedAt),
            ],
            kind: "space",
            id: space.id,
            name: space.name
        )
    }

    private static func organization(_ row: SQLiteRow) throws(SQLiteError) -> Organization {
        var organization = Organization(
            id: try row.text("id"),
            accountID: try row.text("account_id"),
            region: try row.text("region"),
            name: try row.text("name"),
            createdAt: try row.time("created_at")
        )
        organization.updatedAt = try row.time("updated_at")
        return organization
    }

    private static func space(_ row: SQLiteRow) throws(SQLiteError) -> Space {
        var space = Space(
            id: try row.text("id"),
            organizationID: try row.text("organization_id"),
            name: try row.text("name"),
            createdAt: try row.time("created_at")
        )
        space.updatedAt = try row.time("updated_at")
        return space
    }
}
