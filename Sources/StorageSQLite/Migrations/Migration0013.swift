// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Refresh tokens in the order they came, not in that of their random hashes.
    ///
    /// A table sorted by the hash has it in each index as well, so that a new token would change a random page in each
    /// of them.
    static let migration0013 = """
        CREATE TABLE refresh_tokens_in_order (
            token_hash TEXT NOT NULL PRIMARY KEY,
            family_id TEXT NOT NULL,
            iam_id TEXT NOT NULL,
            account_id TEXT,
            bound_account_id TEXT,
            grant_type TEXT NOT NULL,
            api_key_id TEXT,
            expires_at INTEGER NOT NULL,
            used_at INTEGER
        ) STRICT;
        INSERT INTO refresh_tokens_in_order
            (token_hash, family_id, iam_id, account_id, bound_account_id, grant_type, api_key_id, expires_at, used_at)
            SELECT token_hash, family_id, iam_id, account_id, bound_account_id, grant_type, api_key_id, expires_at,
            used_at FROM refresh_tokens ORDER BY expires_at;
        DROP TABLE refresh_tokens;
        ALTER TABLE refresh_tokens_in_order RENAME TO refresh_tokens;
        CREATE INDEX refresh_tokens_expires_at ON refresh_tokens (expires_at);
        CREATE INDEX refresh_tokens_family_id ON refresh_tokens (family_id);
        CREATE INDEX refresh_tokens_iam_id ON refresh_tokens (iam_id);
        CREATE INDEX refresh_tokens_api_key_id ON refresh_tokens (api_key_id) WHERE api_key_id IS NOT NULL;
        """
}
