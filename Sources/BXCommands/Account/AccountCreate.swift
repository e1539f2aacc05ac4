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
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        try session.requireLogin(program: context.program)
        let name = invocation.argument("NAME") ?? ""
        let terminal = context.terminal
        report.begin("Creating account \(terminal.entity(name))...")
        let account = try await context.accounts(session).create(name: name)
        if report.isJSON { return try OutputForm.show(account, on: terminal) }
        if report.isQuiet { return terminal.say(account.metadata.guid) }
        report.done()
        let command = terminal.command("\(context.program) target -c \(account.metadata.guid)")
        report.tip("use \(command) to work in it.")
    }
}
