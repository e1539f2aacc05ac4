// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Workers are ordered in pools; those from before are the pool `default` of their cluster.
    static let migration0017 = """
        CREATE TABLE worker_pools (
            cluster_id TEXT NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            machine_type TEXT NOT NULL,
            size INTEGER NOT NULL,
            labels TEXT NOT NULL,
            is_placed INTEGER NOT NULL,
            is_deleting INTEGER NOT NULL,
            PRIMARY KEY (cluster_id, position),
            UNIQUE (cluster_id, name)
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE workers ADD COLUMN pool_id TEXT NOT NULL DEFAULT '';
        INSERT INTO worker_pools
            SELECT id, 0, id || '-' || lower(hex(randomblob(4))), 'default', machine_type,
            (SELECT count(*) FROM workers WHERE cluster_id = clusters.id AND NOT is_deleting), '{}', 1, 0
            FROM clusters;
        UPDATE workers SET pool_id = (SELECT id FROM worker_pools WHERE cluster_id = workers.cluster_id);
        """
}
