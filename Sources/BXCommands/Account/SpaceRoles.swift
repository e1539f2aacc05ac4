// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account space-roles`.
enum SpaceRoles {
    /// What somebody is in one space, as programs read it.
    private struct Row: Encodable {
        let space: String
        let role: String
    }

    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "space-roles",
            summary: "List your roles in the spaces of an org.",
            arguments: [Argument("ORG")],
            flags: [Flag("u", value: "USER_ID", summary: "Whose roles to list (default: yours)"), OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let user = invocation.value("u") ?? session.user
        let org = try await context.organization(invocation.argument("ORG"), of: session, client)
        report.begin(
            "Getting space roles of user \(terminal.entity(user)) in org \(terminal.entity(org.name)) as "
                + "\(terminal.entity(session.user))..."
        )
        var rows: [Row] = []
        for space in try await client.spaces(of: org.id) {
            let people = try await client.people(ofSpace: space.metadata.guid)
            guard let person = people.first(where: { $0.isCalled(user) }) else { continue }
            for role in SpaceRoleWord.allCases
            where person.entity.spaceRoles?.contains(role.wireName) ?? false {
                rows.append(Row(space: space.entity.name, role: role.rawValue))
            }
        }
        try report.show(rows, ["Space", "Role"], rows.map { [$0.space, $0.role] }, ifNone: "There are no roles.")
    }
}
