// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account org-role-set` and `org-role-unset`.
enum OrganizationRoleChange {
    static let set = command(
        "org-role-set",
        isGrant: true,
        summary: "Give someone a role in an org: OrgManager, BillingManager, OrgAuditor."
    )

    static let unset = command(
        "org-role-unset",
        isGrant: false,
        summary: "Take a role in an org from someone: OrgManager, BillingManager, OrgAuditor."
    )

    private static func command(_ name: String, isGrant: Bool, summary: String) -> Command<BXContext> {
        Command(
            CommandDeclaration(
                namespace: "account",
                name: name,
                summary: summary,
                arguments: [Argument("USER"), Argument("ORG"), Argument("ROLE")]
            )
        ) { context, invocation in try await run(isGrant: isGrant, context, invocation) }
    }

    private static func run(isGrant: Bool, _ context: BXContext, _ invocation: Invocation) async throws {
        let report = try Report(context.terminal, invocation)
        let role = try OrganizationRoleWord.role(in: invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let user = invocation.argument("USER") ?? ""
        let org = try await context.organization(invocation.argument("ORG"), of: session, client)
        let (verb, preposition) = isGrant ? ("Assigning", "to") : ("Removing", "from")
        report.begin(
            "\(verb) role \(terminal.entity(role.rawValue)) \(preposition) user \(terminal.entity(user)) in org "
                + "\(terminal.entity(org.name)) as \(terminal.entity(session.user))..."
        )
        if isGrant {
            try await client.grant(role.path, inOrganization: org.id, to: user)
        } else {
            try await client.revoke(role.path, inOrganization: org.id, from: user)
        }
        report.done()
    }
}
