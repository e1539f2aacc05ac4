// SPDX-License-Identifier: Apache-2.0

package import Model
import SQLite
package import Storage

extension SQLiteStore: UserStore {
    package func createUser(_ user: User) async throws(StoreError) {
        try await write { try Self.insert(user, on: $0) }
    }

    static func insert(_ user: User, on connection: SQLiteConnection) throws {
        try connection.insert(
            """
            INSERT INTO users (iam_id, email, given_name, family_name, password_hash, created_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                .text(user.iamID), .text(user.email.lowercased()), .text(user.givenName), .text(user.familyName),
                .text(user.passwordHash), .time(user.createdAt),
            ],
            kind: "user",
            id: user.iamID,
            name: user.email
        )
    }

    package func user(iamID: String) async throws(StoreError) -> User {
        try await query { connection in
            guard let user = try Self.user(iamID: iamID, on: connection) else {
                throw StoreError.notFound(kind: "user", id: iamID)
            }
            return user
        }
    }

    static func user(iamID: String, on connection: SQLiteConnection) throws -> User? {
        try connection.rows("SELECT * FROM users WHERE iam_id = ?", [.text(iamID)], user).first
    }

    package func user(email: String) async throws(StoreError) -> User {
        try await query { connection in
            let sql = "SELECT * FROM users WHERE email = ?"
            return try connection.row(sql, [.text(email.lowercased())], kind: "user", id: email, Self.user)
        }
    }

    private static func user(_ row: SQLiteRow) throws(SQLiteError) -> User {
        User(
            iamID: try row.text("iam_id"),
            email: try row.text("email"),
            givenName: try row.text("given_name"),
            familyName: try row.text("family_name"),
            passwordHash: try row.text("password_hash"),
            createdAt: try row.time("created_at")
        )
    }
}
