// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// What happened to clusters, and why.
    static let migration0018 = """
        CREATE TABLE cluster_events (
            number INTEGER PRIMARY KEY,
            cluster_id TEXT NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
            time INTEGER NOT NULL,
            last_time INTEGER NOT NULL,
            count INTEGER NOT NULL,
            reason TEXT NOT NULL,
            state TEXT NOT NULL,
            message TEXT NOT NULL,
            actor TEXT NOT NULL
        ) STRICT;
        CREATE INDEX cluster_events_cluster_id ON cluster_events (cluster_id, number);
        """
}
