// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account space-role-set` and `space-role-unset`.
enum SpaceRoleChange {
    static let set = command(
        "space-role-set",
        isGrant: true,
        summary: "Give someone a role in a space: SpaceManager, SpaceDeveloper, SpaceAuditor."
    )

    static let unset = command(
        "space-role-unset",
        isGrant: false,
        summary: "Take a role in a space from someone: SpaceManager, SpaceDeveloper, SpaceAuditor."
    )

    private static func command(_ name: String, isGrant: Bool, summary: String) -> Command<BXContext> {
        Command(
            CommandDeclaration(
                namespace: "account",
                name: name,
                summary: summary,
                arguments: [Argument("USER"), Argument("ORG"), Argument("SPACE"), Argument("ROLE")]
            )
        ) { context, invocation in try await run(isGrant: isGrant, context, invocation) }
    }

    private static func run(isGrant: Bool, _ context: BXContext, _ invocation: Invocation) async throws {
        let report = try Report(context.terminal, invocation)
        let role = try SpaceRoleWord.role(in: invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let user = invocation.argument("USER") ?? ""
        let org = try await context.organization(invocation.argument("ORG"), of: session, client)
        let space = try await client.space(invocation.argument("SPACE") ?? "", in: org)
        let (verb, preposition) = isGrant ? ("Assigning", "to") : ("Removing", "from")
        report.begin(
            "\(verb) role \(terminal.entity(role.rawValue)) \(preposition) user \(terminal.entity(user)) in org "
                + "\(terminal.entity(org.name)) / space \(terminal.entity(space.name)) as \(terminal.entity(session.user))..."
        )
        if isGrant {
            try await client.grant(role.path, inSpace: space.id, to: user)
        } else {
            try await client.revoke(role.path, inSpace: space.id, from: user)
        }
        report.done()
    }
}
