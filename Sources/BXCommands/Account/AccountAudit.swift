// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account audit`.
enum AccountAudit {
    private static let defaultCount = 50

    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "audit",
            summary: "Show who did what in the targeted account, newest first; for its owner.",
            flags: [
                Flag("count", value: "NUMBER", summary: "How many entries to show; 50 if not given"),
                Flag("action", value: "PREFIX", summary: "Only actions that begin so, for instance iam.session"),
                OutputForm.flag,
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let count = try count(invocation)
        let session = try context.sessions.session()
        let account = try session.requireAccount(program: context.program)
        let terminal = context.terminal
        report.begin("Getting the audit log of account \(terminal.entity(SessionSummary.text(account)))...")
        let client = AuditClient(
            endpoint: session.accountManagementEndpoint,
            connection: context.authorizedConnection(session)
        )
        let events = try await client.events(count: count, action: invocation.value("action") ?? "")
        try report.show(
            events,
            ["Time", "User", "Action", "Target", "Address", "Result"],
            events.map { event in
                let user = event.user.isEmpty ? event.iamID : event.user
                return [event.time, user, event.action, event.target, event.address, event.result]
            },
            ifNone: "There are no entries."
        )
    }

    private static func count(_ invocation: Invocation) throws(UsageError) -> Int {
        guard let text = invocation.value("count") else { return defaultCount }
        guard let count = Int(text), (1...100_000).contains(count) else {
            throw UsageError("'--count' takes a number from 1 to 100000, not '\(text)'.")
        }
        return count
    }
}
