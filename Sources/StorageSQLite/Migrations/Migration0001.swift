// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Accounts, users, API keys, refresh tokens and clusters.
    ///
    /// Times are milliseconds since 1970.
    static let migration0001 = """
        CREATE TABLE accounts (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            owner_iam_id TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE account_members (
            account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            iam_id TEXT NOT NULL,
            PRIMARY KEY (account_id, iam_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX account_members_iam_id ON account_members (iam_id);

        CREATE TABLE users (
            iam_id TEXT PRIMARY KEY,
            email TEXT NOT NULL UNIQUE,
            given_name TEXT NOT NULL,
            family_name TEXT NOT NULL,
            password_hash TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE api_keys (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            iam_id TEXT NOT NULL,
            account_id TEXT NOT NULL,
            key_hash TEXT NOT NULL UNIQUE,
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE refresh_tokens (
            token_hash TEXT PRIMARY KEY,
            family_id TEXT NOT NULL,
            iam_id TEXT NOT NULL,
            account_id TEXT,
            bound_account_id TEXT,
            grant_type TEXT NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX refresh_tokens_expires_at ON refresh_tokens (expires_at);

        CREATE TABLE clusters (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL,
            name TEXT NOT NULL,
            region TEXT NOT NULL,
            zone TEXT NOT NULL,
            version TEXT NOT NULL,
            owner_iam_id TEXT NOT NULL,
            owner_email TEXT NOT NULL,
            machine_type TEXT NOT NULL,
            is_paid INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            modified_at INTEGER NOT NULL,
            state TEXT NOT NULL,
            message TEXT NOT NULL,
            server_url TEXT NOT NULL,
            is_deleting INTEGER NOT NULL,
            UNIQUE (account_id, name)
        ) STRICT;

        CREATE TABLE workers (
            cluster_id TEXT NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            id TEXT NOT NULL,
            machine_type TEXT NOT NULL,
            state TEXT NOT NULL,
            status TEXT NOT NULL,
            error_message TEXT NOT NULL,
            private_ip TEXT NOT NULL,
            PRIMARY KEY (cluster_id, number)
        ) STRICT, WITHOUT ROWID;
        """
}
