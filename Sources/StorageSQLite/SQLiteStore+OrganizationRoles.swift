// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
import SQLite
package import Storage

extension SQLiteStore: OrganizationRoleStore {
    package func organizationRoles(
        organizationID: String
    ) async throws(StoreError) -> [RoleGrant<OrganizationRole>] {
        try await read { connection in
            try connection.rows(
                "SELECT * FROM organization_roles WHERE organization_id = ? ORDER BY granted_at, rowid",
                [.text(organizationID)],
                Self.organizationGrant
            )
        }
    }

    package func organizationRoles(iamID: String) async throws(StoreError) -> [RoleGrant<OrganizationRole>] {
        try await read { connection in
            try connection.rows(
                "SELECT * FROM organization_roles WHERE iam_id = ? ORDER BY granted_at, rowid",
                [.text(iamID)],
                Self.organizationGrant
            )
        }
    }

    package func grantOrganizationRole(
        _ grant: RoleGrant<OrganizationRole>,
        at date: Date
    ) async throws(StoreError) {
        try await write { connection in
            try Self.requireMember(grant.iamID, ofAccountOf: grant.placeID, on: connection)
            for role in [.user, grant.role] {
                try Self.grant(role, in: grant.placeID, to: grant.iamID, at: date, on: connection)
            }
        }
    }

    package func revokeOrganizationRole(_ grant: RoleGrant<OrganizationRole>) async throws(StoreError) {
        try await write { connection in
            let place: [SQLiteValue] = [.text(grant.placeID), .text(grant.iamID)]
            guard grant.role == .user else {
                try connection.run(
                    "DELETE FROM organization_roles WHERE organization_id = ? AND iam_id = ? AND role = ?",
                    place + [.text(grant.role.rawValue)]
                )
                return
            }
            try connection.run("DELETE FROM organization_roles WHERE organization_id = ? AND iam_id = ?", place)
            try connection.run(
                """
                DELETE FROM space_roles WHERE space_id IN (SELECT id FROM spaces WHERE organization_id = ?)
                AND iam_id = ?
                """,
                place
            )
        }
    }

    package func spaceRoles(spaceID: String) async throws(StoreError) -> [RoleGrant<SpaceRole>] {
        try await read { connection in
            try connection.rows(
                "SELECT * FROM space_roles WHERE space_id = ? ORDER BY granted_at, rowid",
                [.text(spaceID)],
                Self.spaceGrant
            )
        }
    }

    package func spaceRoles(iamID: String) async throws(StoreError) -> [RoleGrant<SpaceRole>] {
        try await read { connection in
            try connection.rows(
                "SELECT * FROM space_roles WHERE iam_id = ? ORDER BY granted_at, rowid",
                [.text(iamID)],
                Self.spaceGrant
            )
        }
    }

    package func grantSpaceRole(_ grant: RoleGrant<SpaceRole>, at date: Date) async throws(StoreError) {
        try await write { connection in
            let sql = "SELECT organization_id FROM spaces WHERE id = ?"
            let organizationID = try connection.row(sql, [.text(grant.placeID)], kind: "space", id: grant.placeID) {
                row throws(SQLiteError) in try row.text("organization_id")
            }
            try Self.requireMember(grant.iamID, ofAccountOf: organizationID, on: connection)
            try Self.grant(.user, in: organizationID, to: grant.iamID, at: date, on: connection)
            try connection.run(
                "INSERT OR IGNORE INTO space_roles (space_id, iam_id, role, granted_at) VALUES (?, ?, ?, ?)",
                [.text(grant.placeID), .text(grant.iamID), .text(grant.role.rawValue), .time(date)]
            )
        }
    }

    package func revokeSpaceRole(_ grant: RoleGrant<SpaceRole>) async throws(StoreError) {
        try await write { connection in
            try connection.run(
                "DELETE FROM space_roles WHERE space_id = ? AND iam_id = ? AND role = ?",
                [.text(grant.placeID), .text(grant.iamID), .text(grant.role.rawValue)]
            )
        }
    }

    static func grant(
        _ role: OrganizationRole,
        in organizationID: String,
        to iamID: String,
        at date: Date,
        on connection: SQLiteConnection
    ) throws {
        try connection.run(
            """
            INSERT OR IGNORE INTO organization_roles (organization_id, iam_id, role, granted_at) VALUES (?, ?, ?, ?)
            """,
            [.text(organizationID), .text(iamID), .text(role.rawValue), .time(date)]
        )
    }

    private static func requireMember(
        _ iamID: String,
        ofAccountOf organizationID: String,
        on connection: SQLiteConnection
    ) throws {
        let sql = "SELECT account_id FROM organizations WHERE id = ?"
        let accountID = try connection.row(sql, [.text(organizationID)], kind: "organization", id: organizationID) {
            row throws(SQLiteError) in try row.text("account_id")
        }
        _ = try connection.row(
            "SELECT 1 FROM account_members WHERE account_id = ? AND iam_id = ? AND state = 'ACTIVE'",
            [.text(accountID), .text(iamID)],
            kind: "member",
            id: iamID
        ) { _ in true }
    }

    /// Makes somebody who joins the account a user of its first organization, if it has one yet.
    static func welcome(
        _ iamID: String,
        to accountID: String,
        at date: Date,
        on connection: SQLiteConnection
    ) throws {
        try connection.run(
            """
            INSERT OR IGNORE INTO organization_roles (organization_id, iam_id, role, granted_at)
            SELECT id, ?, 'OrgUser', ? FROM organizations WHERE account_id = ? ORDER BY created_at, rowid LIMIT 1
            """,
            [.text(iamID), .time(date), .text(accountID)]
        )
    }

    /// Takes all roles in organizations and spaces of the account away from the person.
    static func deleteRoles(accountID: String, iamID: String, on connection: SQLiteConnection) throws {
        let organizations = "SELECT id FROM organizations WHERE account_id = ?"
        let values: [SQLiteValue] = [.text(accountID), .text(iamID)]
        try connection.run(
            "DELETE FROM organization_roles WHERE organization_id IN (\(organizations)) AND iam_id = ?",
            values
        )
        try connection.run(
            """
            DELETE FROM space_roles WHERE space_id IN (SELECT id FROM spaces WHERE organization_id IN (\(organizations)))
            AND iam_id = ?
            """,
            values
        )
    }

    private static func organizationGrant(_ row: SQLiteRow) throws(SQLiteError) -> RoleGrant<OrganizationRole> {
        RoleGrant(
            placeID: try row.text("organization_id"),
            iamID: try row.text("iam_id"),
            role: try row.value("role", OrganizationRole.init(rawValue:))
        )
    }

    private static func spaceGrant(_ row: SQLiteRow) throws(SQLiteError) -> RoleGrant<SpaceRole> {
        RoleGrant(
            placeID: try row.text("space_id"),
            iamID: try row.text("iam_id"),
            role: try row.value("role", SpaceRole.init(rawValue:))
        )
    }
}
