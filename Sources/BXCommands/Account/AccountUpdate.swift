// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account update`.
enum AccountUpdate {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "update",
            summary: "Change a setting of the targeted account, which must be your own.",
            flags: [
                Flag(
                    "password-login",
                    value: "on|off",
                    summary:
                        "Whether a login with a password reaches the account; one-time codes and API keys always do"
                ),
                OutputForm.flag,
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let allowsPasswords = try passwordLogin(invocation)
        let session = try context.sessions.session()
        let target = try session.requireAccount(program: context.program)
        let terminal = context.terminal
        report.begin("Updating account \(terminal.entity(SessionSummary.text(target)))...")
        let change = AccountUpdateRequest(allowsPasswordSessions: allowsPasswords)
        let account = try await context.accounts(session).update(target.id, change)
        if report.isJSON { return try OutputForm.show(account, on: terminal) }
        report.done()
        guard !allowsPasswords else { return }
        let login = terminal.command("\(context.program) login --sso")
        report.tip("sessions that began with a password end within the hour; use \(login) or an API key from now on.")
    }

    private static func passwordLogin(_ invocation: Invocation) throws(UsageError) -> Bool {
        switch invocation.value("password-login")?.lowercased() {
        case "on": return true
        case "off": return false
        case nil: throw UsageError("'--password-login' is missing: it takes 'on' or 'off'.")
        case let other?: throw UsageError("'--password-login' takes 'on' or 'off', not '\(other)'.")
        }
    }
}
