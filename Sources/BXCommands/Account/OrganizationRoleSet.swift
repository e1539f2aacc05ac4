// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account org-role-set`.
enum OrganizationRoleSet {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "org-role-set",
            summary: "Give someone a role in an org: OrgManager, BillingManager, OrgAuditor.",
            arguments: [Argument("USER"), Argument("ORG"), Argument("ROLE")]
        )
    ) { context, invocation in
        let role = try OrganizationRoleWord.role(in: invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let user = invocation.argument("USER") ?? ""
        let org = try await context.organization(invocation.argument("ORG"), of: session, client)
        terminal.say(
            "Assigning role \(terminal.entity(role.rawValue)) to user \(terminal.entity(user)) in org "
                + "\(terminal.entity(org.name)) as \(terminal.entity(session.user))..."
        )
        try await client.grant(role.path, inOrganization: org.id, to: user)
        terminal.ok()
    }
}
