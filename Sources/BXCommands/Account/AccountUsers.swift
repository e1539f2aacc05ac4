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
        let isJSON = try OutputForm.isJSON(invocation)
        let session = try context.sessions.session()
        let account = try session.requireAccount(program: context.program)
        let terminal = context.terminal
        if !isJSON {
            terminal.say("Getting users of account \(terminal.entity(SessionSummary.text(account)))...")
        }
        let users = try await context.accounts(session).users(of: account.id)
        if isJSON { return try OutputForm.show(users, on: terminal) }
        terminal.ok()
        terminal.say()
        terminal.table(
            ["User ID", "Name", "Role", "State"],
            users.map { user in
                let name = [user.firstName, user.lastName].filter { !$0.isEmpty }.joined(separator: " ")
                return [user.userID, name, user.role, user.state]
            }
        )
    }
}
