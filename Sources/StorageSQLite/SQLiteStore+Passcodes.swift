// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
import SQLite
package import Storage

extension SQLiteStore: PasscodeStore {
    package func createPasscode(_ passcode: Passcode) async throws(StoreError) {
        try await write { connection in
            try connection.insert(
                """
                INSERT INTO passcodes
                (code_hash, iam_id, account_id, bound_account_id, api_key_id, source_token_hash, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(passcode.codeHash), .text(passcode.iamID), .optionalText(passcode.accountID),
                    .optionalText(passcode.boundAccountID), .optionalText(passcode.apiKeyID),
                    .optionalText(passcode.sourceTokenHash), .time(passcode.expiresAt),
                ],
                kind: "passcode",
                id: passcode.codeHash,
                name: passcode.codeHash
            )
        }
    }

    package func takePasscode(hash: String) async throws(StoreError) -> Passcode {
        try await write { connection in
            let sql = "DELETE FROM passcodes WHERE code_hash = ? RETURNING *"
            return try connection.row(sql, [.text(hash)], kind: "passcode", id: hash) { row throws(SQLiteError) in
                Passcode(
                    codeHash: try row.text("code_hash"),
                    iamID: try row.text("iam_id"),
                    accountID: try row.optionalText("account_id"),
                    boundAccountID: try row.optionalText("bound_account_id"),
                    apiKeyID: try row.optionalText("api_key_id"),
                    sourceTokenHash: try row.optionalText("source_token_hash"),
                    expiresAt: try row.time("expires_at")
                )
            }
        }
    }

    package func deletePasscodes(expiredBefore date: Date) async throws(StoreError) {
        try await write { connection in
            try connection.run("DELETE FROM passcodes WHERE expires_at < ?", [.time(date)])
        }
    }
}
