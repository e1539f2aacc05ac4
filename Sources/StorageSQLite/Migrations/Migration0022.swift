// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Masters have tasks of their own, and can be configured.
    ///
    /// Where API servers send their audit events stands as ordered and as applied: JSON objects, or nothing.
    static let migration0022 = """
        ALTER TABLE clusters ADD COLUMN master_task TEXT NOT NULL DEFAULT '';
        ALTER TABLE clusters ADD COLUMN master_task_version TEXT NOT NULL DEFAULT '';
        ALTER TABLE clusters ADD COLUMN master_task_phase TEXT NOT NULL DEFAULT '';
        ALTER TABLE clusters ADD COLUMN master_task_failure TEXT NOT NULL DEFAULT '';
        ALTER TABLE clusters ADD COLUMN master_task_count INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE clusters ADD COLUMN audit_webhook TEXT NOT NULL DEFAULT '';
        ALTER TABLE clusters ADD COLUMN applied_audit_webhook TEXT NOT NULL DEFAULT '';
        """
}
