// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit
import PluginKit

/// `bx logout`: ends the session on the server and forgets who is logged in.
enum LogoutCommand {
    static let command = Command<BXContext>(
        CommandDeclaration(name: "logout", aliases: ["lo"], summary: "Log out.")
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        report.begin("Logging out...")
        var ended = Session()
        try context.sessions.update { session in
            ended = session
            session.endLogin()
        }
        await revoke(ended, context)
        report.done()
    }

    /// Ends the session on the server; whoever cannot reach it is logged out here all the same.
    private static func revoke(_ session: Session, _ context: BXContext) async {
        guard !session.iamRefreshToken.isEmpty, !session.iamEndpoint.isEmpty else { return }
        do {
            try await TokenClient(endpoint: session.iamEndpoint, connection: context.connection(session))
                .revoke(session.iamRefreshToken)
        } catch {
            context.terminal.warn(
                "The server could not be told that the session has ended. It ends there after 30 days without use."
            )
        }
    }
}
