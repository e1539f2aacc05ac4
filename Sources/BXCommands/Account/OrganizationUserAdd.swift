// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account org-user-add`.
enum OrganizationUserAdd {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "org-user-add",
            summary: "Add someone of the account to an org.",
            arguments: [Argument("USER"), Argument("ORG")]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let user = invocation.argument("USER") ?? ""
        let org = try await context.organization(invocation.argument("ORG"), of: session, client)
        report.begin(
            "Adding user \(terminal.entity(user)) to org \(terminal.entity(org.name)) as "
                + "\(terminal.entity(session.user))..."
        )
        try await client.grant("users", inOrganization: org.id, to: user)
        report.done()
    }
}
