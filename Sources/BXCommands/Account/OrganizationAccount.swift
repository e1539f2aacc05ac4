// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account org-account`.
enum OrganizationAccount {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "org-account",
            summary: "Show the account that an org belongs to.",
            arguments: [Argument("ORG")],
            flags: [
                Flag("guid", summary: "Show the id of the account and nothing else", isForPrograms: true),
                OutputForm.flag,
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let name = invocation.argument("ORG") ?? ""
        if !invocation.has("guid") { report.begin("Getting the account of org \(terminal.entity(name))...") }
        let org = try await client.organization(try await context.organization(name, of: session, client).id)
        if invocation.has("guid") { return terminal.say(org.entity.accountID) }
        let account = try await context.accounts(session).account(org.entity.accountID)
        try report.show(
            account,
            keyValues: [
                (key: "Org", value: org.entity.name),
                (key: "Account", value: account.name),
                (key: "Account ID", value: account.id),
                (key: "Account owner", value: account.ownerUserID),
            ]
        )
    }
}
