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
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let org = try await context.organization(invocation.argument("ORG"), of: session, client)
        report.begin(
            "Getting users in org \(terminal.entity(org.name)) as \(terminal.entity(session.user))..."
        )
        let people = try await client.people(ofOrganization: org.id)
        if report.isJSON { return try OutputForm.show(people, on: terminal) }
        if invocation.has("a") { return PeopleSections.show([("USERS", people)], report) }
        let sections = OrganizationRoleWord.allCases.map { role in
            let holders = people.filter { $0.entity.organizationRoles?.contains(role.wireName) ?? false }
            return (title: role.title, people: holders)
        }
        PeopleSections.show(sections, report)
    }
}
