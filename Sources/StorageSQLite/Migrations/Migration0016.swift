// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// What is known of images in the registry, and what accounts may use and have used of it.
    static let migration0016 = """
        CREATE TABLE registry_manifests (
            repository TEXT NOT NULL,
            digest TEXT NOT NULL,
            namespace TEXT NOT NULL,
            media_type TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            labels TEXT NOT NULL,
            PRIMARY KEY (repository, digest)
        ) STRICT;
        CREATE INDEX registry_manifests_namespace ON registry_manifests (namespace);

        -- Position 0 is the configuration, the layers follow.
        CREATE TABLE registry_blobs (
            repository TEXT NOT NULL,
            manifest_digest TEXT NOT NULL,
            position INTEGER NOT NULL,
            digest TEXT NOT NULL,
            size INTEGER NOT NULL,
            media_type TEXT NOT NULL,
            PRIMARY KEY (repository, manifest_digest, position),
            FOREIGN KEY (repository, manifest_digest)
                REFERENCES registry_manifests (repository, digest) ON DELETE CASCADE
        ) STRICT;

        CREATE TABLE registry_members (
            repository TEXT NOT NULL,
            manifest_digest TEXT NOT NULL,
            position INTEGER NOT NULL,
            digest TEXT NOT NULL,
            PRIMARY KEY (repository, manifest_digest, position),
            FOREIGN KEY (repository, manifest_digest)
                REFERENCES registry_manifests (repository, digest) ON DELETE CASCADE
        ) STRICT;

        CREATE TABLE registry_tags (
            repository TEXT NOT NULL,
            tag TEXT NOT NULL,
            digest TEXT NOT NULL,
            PRIMARY KEY (repository, tag),
            FOREIGN KEY (repository, digest) REFERENCES registry_manifests (repository, digest) ON DELETE CASCADE
        ) STRICT;
        CREATE INDEX registry_tags_digest ON registry_tags (repository, digest);

        CREATE TABLE registry_plans (
            account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
            plan TEXT NOT NULL,
            storage_limit INTEGER,
            traffic_limit INTEGER
        ) STRICT;

        CREATE TABLE registry_traffic (
            account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            month TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            PRIMARY KEY (account_id, month)
        ) STRICT;

        CREATE TABLE registry_pulls (
            event_id TEXT NOT NULL PRIMARY KEY,
            counted_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX registry_pulls_counted_at ON registry_pulls (counted_at);
        """
}
