// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Roles and states of those who belong to accounts, and invitations.
    static let migration0003 = """
        ALTER TABLE account_members ADD COLUMN
            role TEXT NOT NULL DEFAULT 'MEMBER' CHECK (role IN ('OWNER', 'MEMBER'));
        ALTER TABLE account_members ADD COLUMN
            state TEXT NOT NULL DEFAULT 'ACTIVE' CHECK (state IN ('ACTIVE', 'PENDING'));
        ALTER TABLE account_members ADD COLUMN invited_at INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE account_members ADD COLUMN added_at INTEGER NOT NULL DEFAULT 0;
        UPDATE account_members SET
            role = CASE iam_id WHEN a.owner_iam_id THEN 'OWNER' ELSE 'MEMBER' END,
            invited_at = a.created_at,
            added_at = a.created_at
        FROM accounts AS a WHERE a.id = account_id;

        CREATE TABLE invitations (
            secret_hash TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            iam_id TEXT NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX invitations_member ON invitations (account_id, iam_id);
        """
}
