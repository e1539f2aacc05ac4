// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Namespaces of the registry, and tokens for them.
    static let migration0020 = """
        CREATE TABLE registry_namespaces (
            name TEXT NOT NULL PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            created_at INTEGER NOT NULL,
            removed_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX registry_namespaces_account ON registry_namespaces (account_id);

        CREATE TABLE registry_tokens (
            id TEXT NOT NULL PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            description TEXT NOT NULL,
            is_read_only INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER,
            created_by TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX registry_tokens_account ON registry_tokens (account_id);
        CREATE INDEX registry_tokens_expires_at ON registry_tokens (expires_at);
        """
}
