// SPDX-License-Identifier: Apache-2.0

package import Model
import SQLite
package import Storage

extension SQLiteStore: FederatedIdentityStore {
    package func federatedIdentity(
        issuer: String,
        subject: String
    ) async throws(StoreError) -> FederatedIdentity {
        try await read { connection in
            let sql = "SELECT * FROM federated_identities WHERE issuer = ? AND subject = ?"
            let values: [SQLiteValue] = [.text(issuer), .text(subject)]
            return try connection.row(sql, values, kind: "federated identity", id: subject) { row throws(SQLiteError) in
                FederatedIdentity(
                    issuer: try row.text("issuer"),
                    subject: try row.text("subject"),
                    iamID: try row.text("iam_id"),
                    boundAt: try row.time("bound_at")
                )
            }
        }
    }

    package func bindFederatedIdentity(
        _ identity: FederatedIdentity,
        person: User
    ) async throws(StoreError) {
        try await write { connection in
            try Self.insert(identity, on: connection)
            try connection.run(
                """
                UPDATE users SET given_name = ?, family_name = ?
                WHERE iam_id = ? AND given_name = '' AND family_name = ''
                """,
                [.text(person.givenName), .text(person.familyName), .text(identity.iamID)]
            )
        }
    }

    package func admitFederatedUser(
        _ person: User,
        identity: FederatedIdentity,
        accountID: String
    ) async throws(StoreError) {
        try await write { connection in
            let account = "SELECT 1 FROM accounts WHERE id = ?"
            _ = try connection.row(account, [.text(accountID)], kind: "account", id: accountID) { _ in true }
            try Self.insert(person, on: connection)
            try Self.insert(identity, on: connection)
            try connection.run(
                """
                INSERT INTO account_members (account_id, iam_id, role, state, invited_at, added_at)
                VALUES (?, ?, 'MEMBER', 'ACTIVE', ?, ?)
                """,
                [.text(accountID), .text(person.iamID), .time(identity.boundAt), .time(identity.boundAt)]
            )
            try Self.welcome(person.iamID, to: accountID, at: identity.boundAt, on: connection)
        }
    }

    private static func insert(_ identity: FederatedIdentity, on connection: SQLiteConnection) throws {
        try connection.insert(
            "INSERT INTO federated_identities (issuer, subject, iam_id, bound_at) VALUES (?, ?, ?, ?)",
            [.text(identity.issuer), .text(identity.subject), .text(identity.iamID), .time(identity.boundAt)],
            kind: "federated identity",
            id: identity.subject,
            name: identity.iamID
        )
    }
}
