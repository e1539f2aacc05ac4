// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Access policies.
    static let migration0009 = """
        CREATE TABLE access_policies (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL,
            iam_id TEXT NOT NULL,
            roles TEXT NOT NULL,
            service_name TEXT,
            region TEXT,
            service_instance TEXT,
            resource_type TEXT,
            resource TEXT,
            created_at INTEGER NOT NULL,
            created_by TEXT NOT NULL,
            modified_at INTEGER NOT NULL,
            modified_by TEXT NOT NULL,
            revision INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX access_policies_account_id ON access_policies (account_id, iam_id);
        """
}
