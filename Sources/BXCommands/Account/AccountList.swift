// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account list`, which is `bx iam accounts` too.
enum AccountList {
    static let command = Command<BXContext>(declaration("account", "list"), run: run)
    static let identityCommand = Command<BXContext>(declaration("iam", "accounts"), run: run)

    private static func declaration(_ namespace: String, _ name: String) -> CommandDeclaration {
        CommandDeclaration(
            namespace: namespace,
            name: name,
            summary: "List the accounts that you belong to.",
            flags: [OutputForm.flag]
        )
    }

    @Sendable private static func run(_ context: BXContext, _ invocation: Invocation) async throws {
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        try session.requireLogin(program: context.program)
        let terminal = context.terminal
        report.begin("Retrieving all accounts of \(terminal.entity(session.userText))...")
        let accounts = try await context.accounts(session).accounts()
        try report.show(
            accounts,
            ["Account GUID", "Name", "Type", "State", "Owner User ID"],
            accounts.map { account in
                let entity = account.entity
                return [account.metadata.guid, entity.name, entity.type, entity.state, entity.ownerUserID]
            },
            ifNone: "You belong to no account."
        )
    }
}
