// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account list`.
enum AccountList {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "list",
            summary: "List the accounts that you belong to.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let isJSON = try OutputForm.isJSON(invocation)
        let session = try context.sessions.session()
        try session.requireLogin(program: context.program)
        let terminal = context.terminal
        if !isJSON { terminal.say("Retrieving all accounts of \(terminal.entity(session.user))...") }
        let accounts = try await context.accounts(session).accounts()
        if isJSON { return try OutputForm.show(accounts, on: terminal) }
        terminal.ok()
        terminal.say()
        terminal.table(
            ["Account GUID", "Name", "Type", "State", "Owner User ID"],
            accounts.map { account in
                let entity = account.entity
                return [account.metadata.guid, entity.name, entity.type, entity.state, entity.ownerUserID]
            }
        )
    }
}
