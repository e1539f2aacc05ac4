// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Accounts can have quotas of their own, and infrastructure is ordered in somebody's name.
    ///
    /// That is at first whoever ordered the first cluster of an account in a region.
    static let migration0019 = """
        CREATE TABLE account_quotas (
            account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            quota INTEGER NOT NULL,
            PRIMARY KEY (account_id, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE key_owners (
            account_id TEXT NOT NULL,
            region TEXT NOT NULL,
            iam_id TEXT NOT NULL,
            email TEXT NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (account_id, region)
        ) STRICT, WITHOUT ROWID;
        INSERT OR IGNORE INTO key_owners
            SELECT account_id, region, owner_iam_id, owner_email, created_at FROM clusters ORDER BY created_at, rowid;
        """
}
