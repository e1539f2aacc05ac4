// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

extension BXContext {
    /// Account management, in the name of the user of `session`.
    func accounts(_ session: Session) -> AccountClient {
        AccountClient(endpoint: session.accountManagementEndpoint, connection: authorizedConnection(session))
    }

    /// Who has this e-mail address or IAM id in the targeted account.
    func person(_ word: String, of session: Session) async throws -> AccountUser {
        let account = try session.requireAccount(program: program)
        let users = try await accounts(session).users(of: account.id)
        if let user = users.first(where: { $0.iamID == word || $0.userID == word.lowercased() }) { return user }
        throw CommandFailure(
            "User '\(word)' was not found in account \(SessionSummary.text(account)). Use "
                + "'\(program) account users' to list its users."
        )
    }
}
