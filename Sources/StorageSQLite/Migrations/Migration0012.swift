// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Who is whom at identity providers: one subject of an issuer is one person, and the other way around.
    static let migration0012 = """
        CREATE TABLE federated_identities (
            issuer TEXT NOT NULL,
            subject TEXT NOT NULL,
            iam_id TEXT NOT NULL,
            bound_at INTEGER NOT NULL,
            PRIMARY KEY (issuer, subject),
            UNIQUE (iam_id, issuer)
        ) STRICT;
        """
}
