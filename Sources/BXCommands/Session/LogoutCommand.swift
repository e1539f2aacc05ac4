// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// `bx logout`: forgets who is logged in.
enum LogoutCommand {
    static let command = Command<BXContext>(
        CommandDeclaration(name: "logout", aliases: ["lo"], summary: "Log out.")
    ) { context, _ in
        context.terminal.say("Logging out...")
        try context.sessions.update { $0.endLogin() }
        context.terminal.ok()
    }
}
