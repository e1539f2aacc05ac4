// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs messages`, which shows what the administrator of the service has to say.
enum MessageList {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "messages",
            summary: "Show the current messages of the service.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        report.begin("Retrieving messages...")
        let messages = try await context.clusters().messages()
        try report.show(
            messages,
            ["Date", "Message"],
            messages.map { [$0.createdDate, $0.message] },
            ifNone: "There are no messages."
        )
    }
}
