// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account users`.
enum AccountUsers {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "users",
            summary: "List who belongs to the targeted account or is invited.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let account = try session.requireAccount(program: context.program)
        let terminal = context.terminal
        report.begin("Getting users of account \(terminal.entity(SessionSummary.text(account)))...")
        let users = try await context.accounts(session).users(of: account.id)
        try report.show(
            users,
            ["User ID", "Name", "Role", "State"],
            users.map { user in
                let name = [user.firstName, user.lastName].filter { !$0.isEmpty }.joined(separator: " ")
                return [user.userID, name, user.role, user.state]
            },
            ifNone: "There are no users."
        )
    }
}
