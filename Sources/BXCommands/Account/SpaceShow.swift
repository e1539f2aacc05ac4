// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account space`.
enum SpaceShow {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "space",
            summary: "Show a space.",
            arguments: [Argument("NAME")],
            flags: [
                Flag("o", value: "ORG", summary: "Org of the space (default: the targeted one)"),
                Flag("guid", summary: "Show the GUID and nothing else", isForPrograms: true), OutputForm.flag,
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let name = invocation.argument("NAME") ?? ""
        let org = try await context.organization(invocation.value("o"), of: session, client)
        if !invocation.has("guid") {
            report.begin("Getting space \(terminal.entity(name)) in org \(terminal.entity(org.name))...")
        }
        let target = try await client.space(name, in: org)
        if invocation.has("guid") { return terminal.say(target.id) }
        let space = try await client.space(target.id)
        try report.show(
            space,
            keyValues: [
                (key: "Name", value: space.entity.name),
                (key: "GUID", value: space.metadata.guid),
                (key: "Org", value: org.name),
            ]
        )
    }
}
