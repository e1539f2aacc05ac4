// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Clusters that are frozen after some time without use; 0 seconds keep one awake.
    static let migration0023 = """
        ALTER TABLE clusters ADD COLUMN idle_seconds INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE clusters ADD COLUMN is_hibernated INTEGER NOT NULL DEFAULT 0;
        """
}
