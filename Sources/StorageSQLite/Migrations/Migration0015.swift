// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Workers come and go one by one, with places, versions and tasks of their own.
    static let migration0015 = """
        ALTER TABLE clusters ADD COLUMN last_worker_number INTEGER NOT NULL DEFAULT 0;
        UPDATE clusters SET last_worker_number =
            (SELECT coalesce(max(number), 0) FROM workers WHERE cluster_id = clusters.id);
        ALTER TABLE workers ADD COLUMN slot INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE workers ADD COLUMN version TEXT NOT NULL DEFAULT '';
        ALTER TABLE workers ADD COLUMN is_deleting INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE workers ADD COLUMN task TEXT NOT NULL DEFAULT '';
        ALTER TABLE workers ADD COLUMN task_version TEXT NOT NULL DEFAULT '';
        ALTER TABLE workers ADD COLUMN task_count INTEGER NOT NULL DEFAULT 0;
        UPDATE workers SET slot = number,
            version = (SELECT version FROM clusters WHERE id = workers.cluster_id);
        CREATE UNIQUE INDEX workers_slot ON workers (cluster_id, slot);
        """
}
