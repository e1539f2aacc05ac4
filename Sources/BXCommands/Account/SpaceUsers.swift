// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account space-users`.
enum SpaceUsers {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "space-users",
            summary: "List the people of a space by their roles.",
            arguments: [Argument("ORG"), Argument("SPACE")],
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let org = try await context.organization(invocation.argument("ORG"), of: session, client)
        let space = try await client.space(invocation.argument("SPACE") ?? "", in: org)
        report.begin(
            "Getting users in org \(terminal.entity(org.name)) / space \(terminal.entity(space.name)) as "
                + "\(terminal.entity(session.user))..."
        )
        let people = try await client.people(ofSpace: space.id)
        if report.isJSON { return try OutputForm.show(people, on: terminal) }
        let sections = SpaceRoleWord.allCases.map { role in
            let holders = people.filter { $0.entity.spaceRoles?.contains(role.wireName) ?? false }
            return (title: role.title, people: holders)
        }
        PeopleSections.show(sections, report)
    }
}
