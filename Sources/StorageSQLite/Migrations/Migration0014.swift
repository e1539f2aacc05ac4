// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Roles in organizations and spaces, and the organization that a cluster belongs to.
    ///
    /// Whoever belonged to an account saw all its organizations so far and stays a user of them; owners manage theirs.
    /// Clusters go to the first organization of their account.
    static let migration0014 = """
        CREATE TABLE organization_roles (
            organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
            iam_id TEXT NOT NULL,
            role TEXT NOT NULL,
            granted_at INTEGER NOT NULL,
            UNIQUE (organization_id, iam_id, role)
        ) STRICT;
        CREATE INDEX organization_roles_iam_id ON organization_roles (iam_id);

        CREATE TABLE space_roles (
            space_id TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
            iam_id TEXT NOT NULL,
            role TEXT NOT NULL,
            granted_at INTEGER NOT NULL,
            UNIQUE (space_id, iam_id, role)
        ) STRICT;
        CREATE INDEX space_roles_iam_id ON space_roles (iam_id);

        INSERT INTO organization_roles (organization_id, iam_id, role, granted_at)
        SELECT organizations.id, account_members.iam_id, 'OrgUser', organizations.created_at
        FROM organizations JOIN account_members ON account_members.account_id = organizations.account_id
        WHERE account_members.state = 'ACTIVE' ORDER BY account_members.invited_at, account_members.iam_id;

        INSERT INTO organization_roles (organization_id, iam_id, role, granted_at)
        SELECT organizations.id, accounts.owner_iam_id, role.value, organizations.created_at
        FROM organizations JOIN accounts ON accounts.id = organizations.account_id
        JOIN (SELECT 'OrgUser' AS value UNION ALL SELECT 'OrgManager') AS role
        WHERE true ON CONFLICT DO NOTHING;

        ALTER TABLE clusters ADD COLUMN organization_id TEXT NOT NULL DEFAULT '';
        UPDATE clusters SET organization_id = coalesce((
            SELECT id FROM organizations WHERE organizations.account_id = clusters.account_id
            ORDER BY organizations.created_at, organizations.rowid LIMIT 1
        ), '');
        """
}
