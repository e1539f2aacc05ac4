// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account user-remove`.
enum AccountUserRemove {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "user-remove",
            aliases: ["user-delete"],
            summary: "Remove someone, or an invitation, from the targeted account.",
            arguments: [Argument("USER")],
            flags: [
                Flag("c", value: "ACCOUNT_ID", summary: "Account to remove the user from (default: the targeted one)"),
                Flag("f", "force", summary: "Remove the user without a question"),
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let (account, accounts) = try await context.account(invocation.value("c"), of: session)
        let word = invocation.argument("USER") ?? ""
        let terminal = context.terminal
        let user = try await context.person(word, in: account, accounts)
        if !invocation.has("f") {
            let question = "Remove user \(terminal.entity(user.userID)) from the account?"
            guard try terminal.confirm(question) else {
                terminal.say("User \(terminal.entity(user.userID)) was not removed.")
                return
            }
        }
        report.begin("Removing user \(terminal.entity(user.userID))...")
        try await accounts.remove(user.iamID, from: account.id)
        report.done()
    }
}
