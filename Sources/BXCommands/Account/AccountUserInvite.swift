// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account user-invite`.
enum AccountUserInvite {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "user-invite",
            aliases: ["user-reinvite"],
            summary: "Invite someone to the targeted account; again, if the invitation was lost.",
            arguments: [Argument("EMAIL")],
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let account = try session.requireAccount(program: context.program)
        let email = invocation.argument("EMAIL") ?? ""
        let terminal = context.terminal
        let name = SessionSummary.text(account)
        report.begin("Inviting \(terminal.entity(email)) to account \(terminal.entity(name))...")
        guard let invited = try await context.accounts(session).invite(email, to: account.id) else {
            throw CommandFailure("The server made no invitation for '\(email)'.")
        }
        if report.isJSON { return try OutputForm.show(invited, on: terminal) }
        if report.isQuiet { return terminal.say(invited.invitation) }
        report.separate()
        terminal.say("Hand this over to \(email), where nobody else can read it:")
        terminal.say()
        terminal.say("   You are invited to account \(name) at \(session.apiEndpoint) until \(invited.expiresAt).")
        terminal.say("   To accept, run '\(context.program) api \(session.apiEndpoint)', and then")
        terminal.say("   '\(context.program) account accept-invitation' with this invitation, which is good once:")
        terminal.say()
        terminal.say("   \(invited.invitation)")
        terminal.say()
        terminal.say("TIP: \(email) sees no cluster until you give a role, for example with")
        let role = "--roles Viewer --service-name containers-kubernetes"
        terminal.say("   '\(context.program) iam user-policy-create \(email) \(role)'.")
    }
}
