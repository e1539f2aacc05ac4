// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account org-user-remove`.
enum OrganizationUserRemove {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "org-user-remove",
            summary: "Remove someone, with all roles, from an org and its spaces.",
            arguments: [Argument("USER"), Argument("ORG")],
            flags: [Flag("f", "force", summary: "Remove the user without a question")]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let user = invocation.argument("USER") ?? ""
        let org = try await context.organization(invocation.argument("ORG"), of: session, client)
        if !invocation.has("f"),
            try !terminal.confirm("Remove user \(terminal.entity(user)) from org \(terminal.entity(org.name))?")
        {
            return terminal.say("User \(terminal.entity(user)) was not removed.")
        }
        report.begin(
            "Removing user \(terminal.entity(user)) from org \(terminal.entity(org.name)) as "
                + "\(terminal.entity(session.user))..."
        )
        try await client.revoke("users", inOrganization: org.id, from: user)
        report.done()
    }
}
