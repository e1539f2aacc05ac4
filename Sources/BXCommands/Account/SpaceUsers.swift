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
        let isJSON = try OutputForm.isJSON(invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let org = try await context.organization(invocation.argument("ORG"), of: session, client)
        let space = try await client.space(invocation.argument("SPACE") ?? "", in: org)
        if !isJSON {
            terminal.say(
                "Getting users in org \(terminal.entity(org.name)) / space \(terminal.entity(space.name)) as "
                    + "\(terminal.entity(session.user))..."
            )
        }
        let people = try await client.people(ofSpace: space.id)
        if isJSON { return try OutputForm.show(people, on: terminal) }
        terminal.ok()
        for role in SpaceRoleWord.allCases {
            let holders = people.filter { $0.entity.spaceRoles?.contains(role.wireName) ?? false }
            PeopleSections.show(role.title, holders, on: terminal)
        }
    }
}
