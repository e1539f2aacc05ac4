// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account create`.
enum AccountCreate {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "create",
            summary: "Make another account of your own.",
            arguments: [Argument("NAME")],
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let isJSON = try OutputForm.isJSON(invocation)
        let session = try context.sessions.session()
        try session.requireLogin(program: context.program)
        let name = invocation.argument("NAME") ?? ""
        let terminal = context.terminal
        if !isJSON { terminal.say("Creating account \(terminal.entity(name))...") }
        let account = try await context.accounts(session).create(name: name)
        if isJSON { return try OutputForm.show(account, on: terminal) }
        terminal.ok()
        let command = terminal.command("\(context.program) target -c \(account.metadata.guid)")
        terminal.tip("use \(command) to work in it.")
    }
}
