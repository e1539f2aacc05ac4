// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// What can be managed of API keys, and service ids.
    static let migration0008 = """
        ALTER TABLE api_keys ADD COLUMN description TEXT NOT NULL DEFAULT '';
        ALTER TABLE api_keys ADD COLUMN created_by TEXT NOT NULL DEFAULT '';
        ALTER TABLE api_keys ADD COLUMN modified_at INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE api_keys ADD COLUMN expires_at INTEGER;
        ALTER TABLE api_keys ADD COLUMN last_used_at INTEGER;
        ALTER TABLE api_keys ADD COLUMN is_locked INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE api_keys ADD COLUMN is_disabled INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE api_keys ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
        UPDATE api_keys SET created_by = iam_id, modified_at = created_at;
        CREATE INDEX api_keys_account_id ON api_keys (account_id, iam_id);

        CREATE TABLE service_ids (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL,
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            instance_names TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            modified_at INTEGER NOT NULL,
            is_locked INTEGER NOT NULL,
            revision INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX service_ids_account_id ON service_ids (account_id);
        """
}
