// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The accounts that a user can work in.
struct AccountDirectory {
    private let accounts: [SessionTarget]

    /// Asks account management.
    init(endpoint: String, connection: AuthorizedConnection) async throws {
        accounts = try await AccountClient(endpoint: endpoint, connection: connection).accounts().map {
            SessionTarget(id: $0.metadata.guid, name: $0.entity.name, owner: $0.entity.ownerUserID)
        }
    }

    /// The account with this identifier or, where only one has it, this name.
    func account(_ word: String) throws(CommandFailure) -> SessionTarget {
        if let account = accounts.first(where: { $0.id == word }) { return account }
        let named = accounts.filter { $0.name == word }
        if named.count == 1 { return named[0] }
        let list = accounts.map { "\n" + SessionSummary.text($0) }.joined()
        throw CommandFailure(
            "Account '\(word)' was not found."
                + (accounts.isEmpty ? " You are a member of no account." : " Your accounts are:" + list)
        )
    }

    /// The name of the account with this identifier, which may be none of the user's own.
    func named(_ id: String) -> SessionTarget {
        accounts.first { $0.id == id } ?? SessionTarget(id: id, name: "")
    }

    /// The only account, or the one that the user picks; nil if there is none or it was skipped.
    func choose(_ terminal: Terminal) throws -> SessionTarget? {
        guard accounts.count > 1 else { return accounts.first }
        let index = try terminal.choose(
            "Select an account (or press enter to skip):",
            accounts.map(SessionSummary.text),
            allowsSkip: true
        )
        return index.map { accounts[$0] }
    }
}
