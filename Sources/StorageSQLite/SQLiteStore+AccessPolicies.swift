// SPDX-License-Identifier: Apache-2.0

package import Model
import SQLite
package import Storage

extension SQLiteStore: AccessPolicyStore {
    package func createAccessPolicy(_ policy: AccessPolicy) async throws(StoreError) {
        try await write { try $0.insert(policy) }
    }

    package func accessPolicy(id: String) async throws(StoreError) -> AccessPolicy {
        try await read { connection in
            let sql = "SELECT * FROM access_policies WHERE id = ?"
            return try connection.row(sql, [.text(id)], kind: "policy", id: id, Self.accessPolicy)
        }
    }

    package func accessPolicies(accountID: String, iamID: String?) async throws(StoreError) -> [AccessPolicy] {
        try await query { try $0.accessPolicies(accountID: accountID, iamID: iamID) }
    }

    package func replaceAccessPolicy(_ policy: AccessPolicy, revision: Int) async throws(StoreError) -> Bool {
        try await write { connection in
            let resource = policy.resource
            let changed = try connection.rows(
                """
                UPDATE access_policies SET roles = ?, service_name = ?, region = ?, service_instance = ?,
                resource_type = ?, resource = ?, description = ?, modified_at = ?, modified_by = ?, revision = ?
                WHERE id = ? AND revision = ? RETURNING id
                """,
                [
                    .text(policy.roles.text), .optionalText(resource.serviceName), .optionalText(resource.region),
                    .optionalText(resource.serviceInstance), .optionalText(resource.resourceType),
                    .optionalText(resource.resource), .text(policy.description), .time(policy.modifiedAt),
                    .text(policy.modifiedBy), .integer(policy.revision), .text(policy.id), .integer(revision),
                ]
            ) { _ in true }
            return try !changed.isEmpty
                || connection.foundOtherRevision("access_policies", kind: "policy", id: policy.id)
        }
    }

    package func deleteAccessPolicy(id: String) async throws(StoreError) {
        try await write { try $0.run("DELETE FROM access_policies WHERE id = ?", [.text(id)]) }
    }

    fileprivate static func accessPolicy(_ row: SQLiteRow) throws(SQLiteError) -> AccessPolicy {
        AccessPolicy(
            id: try row.text("id"),
            accountID: try row.text("account_id"),
            iamID: try row.text("iam_id"),
            roles: try row.value("roles", Set<PlatformRole>.init(text:)),
            resource: ResourceAttributes(
                serviceName: try row.optionalText("service_name"),
                region: try row.optionalText("region"),
                serviceInstance: try row.optionalText("service_instance"),
                resourceType: try row.optionalText("resource_type"),
                resource: try row.optionalText("resource")
            ),
            description: try row.text("description"),
            createdAt: try row.time("created_at"),
            createdBy: try row.text("created_by"),
            modifiedAt: try row.time("modified_at"),
            modifiedBy: try row.text("modified_by"),
            revision: try row.integer("revision")
        )
    }
}

extension SQLiteConnection {
    /// The policies of one account, or of one person or service id in it, oldest first.
    func accessPolicies(accountID: String, iamID: String?) throws -> [AccessPolicy] {
        // Asked at each request of who is no owner: without a condition on `iam_id` the index would not be used whole.
        let condition = iamID == nil ? "" : "AND iam_id = ?"
        return try rows(
            "SELECT * FROM access_policies WHERE account_id = ? \(condition) ORDER BY created_at, rowid",
            [.text(accountID)] + (iamID.map { [.text($0)] } ?? []),
            SQLiteStore.accessPolicy
        )
    }

    /// Inserts the row of a new policy, whose subject must be there.
    func insert(_ policy: AccessPolicy) throws {
        _ = try row(
            """
            SELECT 1 FROM account_members WHERE account_id = ?1 AND iam_id = ?2
            UNION SELECT 1 FROM service_ids WHERE account_id = ?1 AND 'iam-' || id = ?2
            """,
            [.text(policy.accountID), .text(policy.iamID)],
            kind: "member",
            id: policy.iamID
        ) { _ in true }
        let resource = policy.resource
        try insert(
            """
            INSERT INTO access_policies (id, account_id, iam_id, roles, service_name, region, service_instance,
            resource_type, resource, description, created_at, created_by, modified_at, modified_by, revision)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(policy.id), .text(policy.accountID), .text(policy.iamID), .text(policy.roles.text),
                .optionalText(resource.serviceName), .optionalText(resource.region),
                .optionalText(resource.serviceInstance), .optionalText(resource.resourceType),
                .optionalText(resource.resource), .text(policy.description), .time(policy.createdAt),
                .text(policy.createdBy), .time(policy.modifiedAt), .text(policy.modifiedBy),
                .integer(policy.revision),
            ],
            kind: "policy",
            id: policy.id,
            name: policy.id
        )
    }
}

extension Set<PlatformRole> {
    /// The names of the roles, in one order and with commas between them.
    fileprivate var text: String {
        map(\.rawValue).sorted().joined(separator: ",")
    }

    /// Nil if there is a name that is none of a role.
    fileprivate init?(text: String) {
        let names = text.split(separator: ",")
        let roles = names.compactMap { PlatformRole(rawValue: String($0)) }
        guard roles.count == names.count else { return nil }
        self = Set(roles)
    }
}
