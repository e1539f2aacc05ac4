// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account org-users`.
enum OrganizationUsers {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "org-users",
            summary: "List the people of an org by their roles.",
            arguments: [Argument("ORG")],
            flags: [Flag("a", summary: "List all people of the org, with and without roles"), OutputForm.flag]
        )
    ) { context, invocation in
        let isJSON = try OutputForm.isJSON(invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let org = try await context.organization(invocation.argument("ORG"), of: session, client)
        if !isJSON {
            terminal.say(
                "Getting users in org \(terminal.entity(org.name)) as \(terminal.entity(session.user))..."
            )
        }
        let people = try await client.people(ofOrganization: org.id)
        if isJSON { return try OutputForm.show(people, on: terminal) }
        terminal.ok()
        if invocation.has("a") { return PeopleSections.show("USERS", people, on: terminal) }
        for role in OrganizationRoleWord.allCases {
            let holders = people.filter { $0.entity.organizationRoles?.contains(role.wireName) ?? false }
            PeopleSections.show(role.title, holders, on: terminal)
        }
    }
}
