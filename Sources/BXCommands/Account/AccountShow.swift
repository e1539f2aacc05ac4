// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account show`.
enum AccountShow {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "show",
            summary: "Show the targeted account.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let target = try session.requireAccount(program: context.program)
        let terminal = context.terminal
        report.begin("Retrieving account \(terminal.entity(SessionSummary.text(target)))...")
        let account = try await context.accounts(session).account(target.id)
        try report.show(
            account,
            keyValues: [
                (key: "Name", value: account.name),
                (key: "GUID", value: account.id),
                (key: "Type", value: account.type),
                (key: "State", value: account.status),
                (key: "Owner", value: account.ownerUserID),
                (key: "Password login", value: account.allowsPasswordSessions ? "on" : "off"),
            ]
        )
    }
}
