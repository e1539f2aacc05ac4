// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// The audit log.
    ///
    /// Numbers are never given twice, so that a reader can go on where it stopped.
    static let migration0007 = """
        CREATE TABLE audit_events (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            time INTEGER NOT NULL,
            iam_id TEXT NOT NULL,
            user_name TEXT NOT NULL,
            action TEXT NOT NULL,
            target TEXT NOT NULL,
            account_id TEXT NOT NULL,
            address TEXT NOT NULL,
            result TEXT NOT NULL,
            request_id TEXT NOT NULL
        ) STRICT;
        CREATE INDEX audit_events_time ON audit_events (time);
        """
}
