// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account org`.
enum OrganizationShow {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "org",
            summary: "Show an org.",
            arguments: [Argument("NAME")],
            flags: [Flag("guid", summary: "Show the GUID and nothing else", isForPrograms: true), OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let name = invocation.argument("NAME") ?? ""
        if !invocation.has("guid") {
            report.begin("Getting org \(terminal.entity(name)) as \(terminal.entity(session.user))...")
        }
        let target = try await context.organization(name, of: session, client)
        if invocation.has("guid") { return terminal.say(target.id) }
        let org = try await client.organization(target.id)
        let account = try await context.accounts(session).account(org.entity.accountID)
        let spaces = try await client.spaces(of: target.id).map(\.entity.name)
        try report.show(
            org,
            keyValues: [
                (key: "Name", value: org.entity.name),
                (key: "GUID", value: org.metadata.guid),
                (key: "Region", value: org.entity.region),
                (key: "Account owner", value: account.ownerUserID),
                (key: "Account ID", value: account.id),
                (key: "Status", value: org.entity.status),
                (key: "Spaces", value: spaces.joined(separator: ", ")),
            ]
        )
    }
}
