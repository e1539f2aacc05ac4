// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account space-role-set`.
enum SpaceRoleSet {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "space-role-set",
            summary: "Give someone a role in a space: SpaceManager, SpaceDeveloper, SpaceAuditor.",
            arguments: [Argument("USER"), Argument("ORG"), Argument("SPACE"), Argument("ROLE")]
        )
    ) { context, invocation in
        let role = try SpaceRoleWord.role(in: invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let user = invocation.argument("USER") ?? ""
        let org = try await context.organization(invocation.argument("ORG"), of: session, client)
        let space = try await client.space(invocation.argument("SPACE") ?? "", in: org)
        terminal.say(
            "Assigning role \(terminal.entity(role.rawValue)) to user \(terminal.entity(user)) in org "
                + "\(terminal.entity(org.name)) / space \(terminal.entity(space.name)) as "
                + "\(terminal.entity(session.user))..."
        )
        try await client.grant(role.path, inSpace: space.id, to: user)
        terminal.ok()
    }
}
