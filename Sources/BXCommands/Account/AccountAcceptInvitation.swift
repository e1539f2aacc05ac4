// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account accept-invitation`: begins to belong to an account, and to be known to the server if need be.
enum AccountAcceptInvitation {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "accept-invitation",
            summary: "Accept an invitation to an account; sets your password if you have none yet.",
            usage: "account accept-invitation [INVITATION] [-p PASSWORD | @FILE]",
            arguments: [Argument("INVITATION", isOptional: true)],
            flags: [
                Flag("p", value: "PASSWORD", summary: "Password to set, or @FILE (better left out)", readsFile: true)
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        try session.requireEndpoint(program: context.program)
        let terminal = context.terminal
        let secret = try invocation.argument("INVITATION") ?? terminal.askHidden("Invitation")
        let password = try invocation.expandedValue("p")
        let connection = context.connection(session)
        let credentials =
            session.isLoggedIn
            ? SessionCredentials(store: context.sessions, connection: connection, time: context.time) : nil
        let client = InvitationClient(endpoint: session.accountManagementEndpoint, connection: connection)
        var acceptance = InvitationAcceptance(invitation: secret, password: password)
        var user = try await client.accept(acceptance, credentials: credentials)
        if user == nil {
            acceptance.password = try newPassword(terminal)
            user = try await client.accept(acceptance, credentials: credentials)
        }
        guard let user else { throw CommandFailure("The server did not take the password.") }
        report.done("\(terminal.entity(user.userID)) belongs to account \(terminal.entity(user.accountID)) now.")
        let command =
            session.isLoggedIn && session.user == user.userID
            ? "\(context.program) target -c \(user.accountID)" : "\(context.program) login -u \(user.userID)"
        report.tip("use \(terminal.command(command)) to work in it.")
    }

    private static func newPassword(_ terminal: Terminal) throws -> String {
        while true {
            let password = try terminal.askHidden("New password")
            if try terminal.askHidden("New password again") == password { return password }
            terminal.say("These were two different passwords.")
        }
    }
}
