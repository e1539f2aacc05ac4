// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
import SQLite
package import Storage

extension SQLiteStore: RefreshTokenStore {
    package func createRefreshToken(_ token: RefreshToken) async throws(StoreError) {
        try await write { connection in
            try connection.insert(
                """
                INSERT INTO refresh_tokens
                (token_hash, family_id, iam_id, account_id, bound_account_id, grant_type, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(token.tokenHash), .text(token.familyID), .text(token.iamID),
                    .optionalText(token.accountID), .optionalText(token.boundAccountID), .text(token.grantType),
                    .time(token.expiresAt),
                ],
                kind: "refresh token",
                id: token.tokenHash,
                name: token.tokenHash
            )
        }
    }

    package func refreshToken(hash: String) async throws(StoreError) -> RefreshToken {
        try await read { connection in
            let sql = "SELECT * FROM refresh_tokens WHERE token_hash = ?"
            return try connection.row(sql, [.text(hash)], kind: "refresh token", id: hash) { row throws(SQLiteError) in
                RefreshToken(
                    tokenHash: try row.text("token_hash"),
                    familyID: try row.text("family_id"),
                    iamID: try row.text("iam_id"),
                    accountID: try row.optionalText("account_id"),
                    boundAccountID: try row.optionalText("bound_account_id"),
                    grantType: try row.text("grant_type"),
                    expiresAt: try row.time("expires_at")
                )
            }
        }
    }

    package func deleteRefreshTokens(expiredBefore date: Date) async throws(StoreError) {
        try await write { connection in
            try connection.run("DELETE FROM refresh_tokens WHERE expires_at < ?", [.time(date)])
        }
    }
}
