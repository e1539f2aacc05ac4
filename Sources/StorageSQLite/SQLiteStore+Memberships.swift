// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
import SQLite
package import Storage

extension SQLiteStore: MembershipStore {
    package func memberships(accountID: String) async throws(StoreError) -> [Membership] {
        try await read { connection in
            try connection.rows(
                "SELECT * FROM account_members WHERE account_id = ? ORDER BY invited_at, iam_id",
                [.text(accountID)],
                Self.membership
            )
        }
    }

    package func membership(accountID: String, iamID: String) async throws(StoreError) -> Membership {
        try await read { try Self.membership(accountID: accountID, iamID: iamID, on: $0) }
    }

    package func createInvitation(
        _ invitation: Invitation,
        policies: [AccessPolicy],
        at date: Date
    ) async throws(StoreError) {
        let (accountID, iamID) = (invitation.accountID, invitation.iamID)
        try await write { connection in
            let isMember = "SELECT 1 FROM account_members WHERE account_id = ? AND iam_id = ? AND state = 'ACTIVE'"
            guard try connection.rows(isMember, [.text(accountID), .text(iamID)], { _ in true }).isEmpty else {
                throw StoreError.alreadyExists(kind: "member", id: iamID)
            }
            try connection.run(
                """
                INSERT INTO account_members (account_id, iam_id, role, state, invited_at)
                VALUES (?, ?, 'MEMBER', 'PENDING', ?) ON CONFLICT DO UPDATE SET invited_at = excluded.invited_at
                """,
                [.text(accountID), .text(iamID), .time(date)]
            )
            try Self.deleteInvitations(accountID: accountID, iamID: iamID, on: connection)
            try connection.insert(
                "INSERT INTO invitations (secret_hash, account_id, iam_id, expires_at) VALUES (?, ?, ?, ?)",
                [.text(invitation.secretHash), .text(accountID), .text(iamID), .time(invitation.expiresAt)],
                kind: "invitation",
                id: invitation.secretHash,
                name: invitation.secretHash
            )
            var present = try connection.accessPolicies(accountID: accountID, iamID: iamID)
            for policy in policies
            where !present.contains(where: { $0.roles == policy.roles && $0.resource == policy.resource }) {
                try connection.insert(policy)
                present.append(policy)
            }
        }
    }

    package func invitation(hash: String) async throws(StoreError) -> Invitation {
        try await read { try Self.invitation(hash: hash, on: $0) }
    }

    package func acceptInvitation(hash: String, person: User?, at date: Date) async throws(StoreError) {
        try await write { connection in
            let invitation = try Self.invitation(hash: hash, on: connection)
            if let person {
                let free = "SELECT 1 FROM users WHERE iam_id = ? AND password_hash = ''"
                guard try !connection.rows(free, [.text(invitation.iamID)], { _ in true }).isEmpty else {
                    throw StoreError.alreadyExists(kind: "password", id: invitation.iamID)
                }
                try connection.run(
                    "UPDATE users SET given_name = ?, family_name = ?, password_hash = ? WHERE iam_id = ?",
                    [
                        .text(person.givenName), .text(person.familyName), .text(person.passwordHash),
                        .text(invitation.iamID),
                    ]
                )
            }
            try connection.run(
                "UPDATE account_members SET state = 'ACTIVE', added_at = ? WHERE account_id = ? AND iam_id = ?",
                [.time(date), .text(invitation.accountID), .text(invitation.iamID)]
            )
            try Self.welcome(invitation.iamID, to: invitation.accountID, at: date, on: connection)
            try Self.deleteInvitations(accountID: invitation.accountID, iamID: invitation.iamID, on: connection)
        }
    }

    package func deleteMembership(accountID: String, iamID: String) async throws(StoreError) {
        try await write { connection in
            let values: [SQLiteValue] = [.text(accountID), .text(iamID)]
            let isOwner = "SELECT 1 FROM account_members WHERE account_id = ? AND iam_id = ? AND role = 'OWNER'"
            guard try connection.rows(isOwner, values, { _ in true }).isEmpty else { return }
            for table in ["account_members", "invitations", "api_keys", "refresh_tokens", "access_policies"] {
                try connection.run("DELETE FROM \(table) WHERE account_id = ? AND iam_id = ?", values)
            }
            // Who comes back by a later invitation proves anew who they are.
            try connection.run(
                """
                DELETE FROM federated_identities
                WHERE iam_id = ?1 AND NOT EXISTS (SELECT 1 FROM account_members WHERE iam_id = ?1)
                """,
                [.text(iamID)]
            )
            try Self.deleteRoles(accountID: accountID, iamID: iamID, on: connection)
        }
    }

    private static func deleteInvitations(accountID: String, iamID: String, on connection: SQLiteConnection) throws {
        try connection.run(
            "DELETE FROM invitations WHERE account_id = ? AND iam_id = ?",
            [.text(accountID), .text(iamID)]
        )
    }

    private static func membership(
        accountID: String,
        iamID: String,
        on connection: SQLiteConnection
    ) throws -> Membership {
        try connection.row(
            "SELECT * FROM account_members WHERE account_id = ? AND iam_id = ?",
            [.text(accountID), .text(iamID)],
            kind: "member",
            id: iamID,
            membership
        )
    }

    private static func membership(_ row: SQLiteRow) throws(SQLiteError) -> Membership {
        let state = try row.value("state", Membership.State.init(rawValue:))
        return Membership(
            accountID: try row.text("account_id"),
            iamID: try row.text("iam_id"),
            role: try row.value("role", Membership.Role.init(rawValue:)),
            state: state,
            invitedAt: try row.time("invited_at"),
            addedAt: state == .active ? try row.time("added_at") : nil
        )
    }

    private static func invitation(hash: String, on connection: SQLiteConnection) throws -> Invitation {
        let sql = "SELECT * FROM invitations WHERE secret_hash = ?"
        return try connection.row(sql, [.text(hash)], kind: "invitation", id: hash) { row throws(SQLiteError) in
            Invitation(
                secretHash: try row.text("secret_hash"),
                accountID: try row.text("account_id"),
                iamID: try row.text("iam_id"),
                expiresAt: try row.time("expires_at")
            )
        }
    }
}
