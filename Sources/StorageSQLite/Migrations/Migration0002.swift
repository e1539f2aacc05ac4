// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// One-time passcodes.
    static let migration0002 = """
        CREATE TABLE passcodes (
            code_hash TEXT PRIMARY KEY,
            iam_id TEXT NOT NULL,
            account_id TEXT,
            bound_account_id TEXT,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX passcodes_expires_at ON passcodes (expires_at);
        """
}
