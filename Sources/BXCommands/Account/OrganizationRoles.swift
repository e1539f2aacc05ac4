// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account org-roles`.
enum OrganizationRoles {
    /// What somebody is in one organization, as programs read it.
    private struct Row: Encodable {
        let organization: String
        let role: String
    }

    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "org-roles",
            summary: "List the roles of a user in the orgs that you see.",
            flags: [Flag("u", value: "USER_ID", summary: "Whose roles to list (default: yours)"), OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let user = invocation.value("u") ?? session.user
        report.begin(
            "Getting org roles of user \(terminal.entity(user)) as \(terminal.entity(session.user))..."
        )
        var rows: [Row] = []
        for org in try await client.organizations() {
            let people = try await client.people(ofOrganization: org.metadata.guid)
            guard let person = people.first(where: { $0.isCalled(user) }) else { continue }
            let mine = OrganizationRoleWord.allCases
                .filter { person.entity.organizationRoles?.contains($0.wireName) ?? false }.map(\.rawValue)
            // Who has none of the roles is a user of the org all the same.
            rows += (mine.isEmpty ? ["OrgUser"] : mine).map { Row(organization: org.entity.name, role: $0) }
        }
        try report.show(
            rows,
            ["Organization", "Role"],
            rows.map { [$0.organization, $0.role] },
            ifNone: "There are no roles."
        )
    }
}
