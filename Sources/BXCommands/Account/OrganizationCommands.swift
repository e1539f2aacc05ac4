// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account orgs`.
enum OrganizationList {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "orgs",
            summary: "List the orgs of the targeted account.",
            flags: [
                Flag("r", value: "REGION", summary: "Orgs of this region; all for every region"),
                Flag("guid", summary: "Show the GUIDs too"),
                OutputForm.flag,
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let terminal = context.terminal
        let client = try context.organizations(session)
        report.begin("Getting orgs of account \(session.account.map(SessionSummary.text) ?? "")...")
        let region = invocation.value("r") ?? "all"
        let orgs = try await client.organizations().filter { region == "all" || $0.entity.region == region }
        let owner = session.account?.owner ?? ""
        let showsID = invocation.has("guid")
        try report.show(
            orgs,
            (showsID ? ["GUID"] : []) + ["Name", "Region", "Account owner", "Account ID", "Status"],
            orgs.map { org in
                let entity = org.entity
                return (showsID ? [org.metadata.guid] : [])
                    + [entity.name, entity.region, owner, entity.accountID, entity.status]
            },
            ifNone: "There are no orgs."
        )
    }
}

/// `bx account org-create`.
enum OrganizationCreate {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "org-create",
            summary: "Make an org in the targeted account.",
            arguments: [Argument("NAME")],
            flags: [Flag("f", summary: "Make the org without a question")]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let name = invocation.argument("NAME") ?? ""
        let terminal = context.terminal
        if !invocation.has("f"), try !terminal.confirm("Make the org \(terminal.entity(name))?") {
            return terminal.say("Org \(terminal.entity(name)) was not made.")
        }
        report.begin("Creating org \(terminal.entity(name))...")
        _ = try await client.createOrganization(name: name)
        report.done()
    }
}

/// `bx account org-rename`.
enum OrganizationRename {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "org-rename",
            summary: "Give an org another name.",
            arguments: [Argument("OLD_NAME"), Argument("NEW_NAME")]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let name = invocation.argument("NEW_NAME") ?? ""
        let terminal = context.terminal
        let org = try await context.organization(invocation.argument("OLD_NAME"), of: session, client)
        report.begin("Renaming org \(terminal.entity(org.name)) to \(terminal.entity(name))...")
        _ = try await client.renameOrganization(org.id, to: name)
        try context.sessions.update { stored in
            if stored.organization?.id == org.id { stored.organization?.name = name }
        }
        report.done()
    }
}
