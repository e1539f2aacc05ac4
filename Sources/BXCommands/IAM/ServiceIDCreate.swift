// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx iam service-id-create`.
enum ServiceIDCreate {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "iam",
            name: "service-id-create",
            summary: "Make a service ID: an identity for programs, with API keys and rights of its own.",
            arguments: [Argument("NAME")],
            flags: [
                Flag("d", "description", value: "DESCRIPTION", summary: "What the service ID is for"), OutputForm.flag,
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let name = invocation.argument("NAME") ?? ""
        let directory = try ServiceIDDirectory(context)
        let terminal = context.terminal
        let account = terminal.entity(SessionSummary.text(directory.account))
        report.begin("Creating service ID \(terminal.entity(name)) in account \(account)...")
        let order = ServiceIDRequest(
            accountID: directory.account.id,
            name: name,
            description: invocation.value("d")
        )
        let made = try await directory.client.create(order)
        try report.show(made, made.fields)
        report.tip("use '\(context.program) iam service-api-key-create NAME \(made.id)' to give it an API key.")
    }
}
