// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account spaces`.
enum SpaceList {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "spaces",
            summary: "List the spaces of an org.",
            flags: [
                Flag("o", value: "ORG", summary: "Org to list (default: the targeted one)"),
                Flag("r", value: "REGION", summary: "Region of the org (default: the targeted one)"), OutputForm.flag,
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let org = try await context.organization(invocation.value("o"), of: session, client)
        if let region = invocation.value("r"), region != "all" {
            guard try await client.organization(org.id).entity.region == region else {
                throw CommandFailure("Org '\(org.name)' is not in region '\(region)'.")
            }
        }
        report.begin("Getting spaces of org \(terminal.entity(org.name))...")
        let spaces = try await client.spaces(of: org.id)
        try report.show(spaces, ["Name"], spaces.map { [$0.entity.name] }, ifNone: "There are no spaces.")
    }
}

/// `bx account space-create`.
enum SpaceCreate {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "space-create",
            summary: "Make a space in an org.",
            arguments: [Argument("NAME")],
            flags: [Flag("o", value: "ORG", summary: "Org of the space (default: the targeted one)")]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let name = invocation.argument("NAME") ?? ""
        let terminal = context.terminal
        let org = try await context.organization(invocation.value("o"), of: session, client)
        report.begin("Creating space \(terminal.entity(name)) in org \(terminal.entity(org.name))...")
        _ = try await client.createSpace(name: name, in: org.id)
        report.done()
    }
}

/// `bx account space-rename`.
enum SpaceRename {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "space-rename",
            summary: "Give a space of the targeted org another name.",
            arguments: [Argument("OLD_NAME"), Argument("NEW_NAME")]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let org = try await context.organization(nil, of: session, client)
        let old = invocation.argument("OLD_NAME") ?? ""
        let name = invocation.argument("NEW_NAME") ?? ""
        let terminal = context.terminal
        let space = try await client.space(old, in: org)
        report.begin("Renaming space \(terminal.entity(old)) to \(terminal.entity(name))...")
        _ = try await client.renameSpace(space.id, to: name)
        try context.sessions.update { stored in
            if stored.space?.id == space.id { stored.space?.name = name }
        }
        report.done()
    }
}

/// `bx account space-delete`.
enum SpaceDelete {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "space-delete",
            summary: "Remove a space of an org.",
            arguments: [Argument("NAME")],
            flags: [
                Flag("o", value: "ORG", summary: "Org of the space (default: the targeted one)"),
                Flag("f", "force", summary: "Remove the space without a question"),
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let org = try await context.organization(invocation.value("o"), of: session, client)
        let name = invocation.argument("NAME") ?? ""
        let terminal = context.terminal
        let space = try await client.space(name, in: org)
        if !invocation.has("f"), try !terminal.confirm("Remove the space \(terminal.entity(name))?") {
            return terminal.say("Space \(terminal.entity(name)) was not removed.")
        }
        report.begin("Removing space \(terminal.entity(name))...")
        try await client.deleteSpace(space.id)
        try context.sessions.update { stored in
            if stored.space?.id == space.id { stored.space = nil }
        }
        report.done()
    }
}
