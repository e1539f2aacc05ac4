// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
import SQLite
package import Storage

extension SQLiteStore: RefreshTokenStore {
    package func createRefreshToken(_ token: RefreshToken) async throws(StoreError) {
        try await write(isOneStatement: true) { connection in try connection.insert(token) }
    }

    package func refreshToken(hash: String) async throws(StoreError) -> RefreshToken {
        try await query { connection in try connection.refreshToken(hash: hash) }
    }

    package func exchangeRefreshToken(
        hash: String,
        for successor: RefreshToken,
        at now: Date,
        grace: TimeInterval
    ) async throws(StoreError) -> RefreshTokenExchange {
        try await write { connection in
            let token = try connection.refreshToken(hash: hash)
            if let usedAt = token.usedAt {
                guard now.timeIntervalSince(usedAt) < grace else {
                    try connection.run("DELETE FROM refresh_tokens WHERE family_id = ?", [.text(token.familyID)])
                    return .reused
                }
            } else {
                let sql = "UPDATE refresh_tokens SET used_at = ? WHERE token_hash = ?"
                try connection.run(sql, [.time(now), .text(hash)])
            }
            try connection.insert(successor)
            return .done
        }
    }

    package func deleteRefreshTokens(familyID: String) async throws(StoreError) {
        try await deleteRefreshTokens("family_id = ?", .text(familyID))
    }

    package func deleteRefreshTokens(apiKeyID: String) async throws(StoreError) {
        try await deleteRefreshTokens("api_key_id = ?", .text(apiKeyID))
    }

    package func deleteRefreshTokens(iamID: String) async throws(StoreError) {
        try await deleteRefreshTokens("iam_id = ?", .text(iamID))
    }

    package func deleteRefreshTokens(expiredBefore date: Date) async throws(StoreError) {
        try await deleteRefreshTokens("expires_at < ?", .time(date))
    }

    private func deleteRefreshTokens(_ condition: String, _ value: SQLiteValue) async throws(StoreError) {
        try await write { connection in
            try connection.run("DELETE FROM refresh_tokens WHERE \(condition)", [value])
        }
    }
}

extension SQLiteConnection {
    fileprivate func insert(_ token: RefreshToken) throws {
        try insert(
            """
            INSERT INTO refresh_tokens
            (token_hash, family_id, iam_id, account_id, bound_account_id, grant_type, api_key_id, expires_at, used_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(token.tokenHash), .text(token.familyID), .text(token.iamID),
                .optionalText(token.accountID), .optionalText(token.boundAccountID), .text(token.grantType),
                .optionalText(token.apiKeyID), .time(token.expiresAt), .optionalTime(token.usedAt),
            ],
            kind: "refresh token",
            id: token.tokenHash,
            name: token.tokenHash
        )
    }

    fileprivate func refreshToken(hash: String) throws -> RefreshToken {
        let sql = "SELECT * FROM refresh_tokens WHERE token_hash = ?"
        return try row(sql, [.text(hash)], kind: "refresh token", id: hash) { row throws(SQLiteError) in
            RefreshToken(
                tokenHash: try row.text("token_hash"),
                familyID: try row.text("family_id"),
                iamID: try row.text("iam_id"),
                accountID: try row.optionalText("account_id"),
                boundAccountID: try row.optionalText("bound_account_id"),
                grantType: try row.text("grant_type"),
                apiKeyID: try row.optionalText("api_key_id"),
                expiresAt: try row.time("expires_at"),
                usedAt: try row.optionalTime("used_at")
            )
        }
    }
}
