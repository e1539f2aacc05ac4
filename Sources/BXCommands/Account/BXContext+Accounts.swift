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
        try await person(word, in: try session.requireAccount(program: program), accounts(session))
    }

    /// Who has this e-mail address or IAM id in `account`, which `client` manages.
    func person(_ word: String, in account: SessionTarget, _ client: AccountClient) async throws -> AccountUser {
        let users = try await client.users(of: account.id)
        if let user = users.first(where: { $0.iamID == word || $0.userID == word.lowercased() }) { return user }
        throw CommandFailure(
            "User '\(word)' was not found in account \(SessionSummary.text(account)). Use "
                + "'\(program) account users' to list its users."
        )
    }

    /// The account that `word` names by id or name, or else the targeted one, with what manages it.
    ///
    /// Another account than the targeted one needs a token of its own, which is not kept: the target stays.
    func account(_ word: String?, of session: Session) async throws -> (account: SessionTarget, client: AccountClient) {
        guard let word, word != session.account?.id else {
            return (try session.requireAccount(program: program), accounts(session))
        }
        try session.requireLogin(program: program)
        let directory = try await AccountDirectory(
            endpoint: session.accountManagementEndpoint,
            connection: authorizedConnection(session)
        )
        let account = try directory.account(word)
        // The call above may have renewed the tokens.
        let current = try sessions.session()
        let tokens = try await TokenClient(endpoint: current.iamEndpoint, connection: connection(current))
            .tokens(for: .refresh(current.iamRefreshToken), account: account.id)
        // The refresh token is used up now; the next one is as good for the targeted account.
        try sessions.update { stored in
            stored.iamRefreshToken = tokens.refreshToken
            if let token = tokens.uaaRefreshToken { stored.uaaRefreshToken = token }
        }
        let credentials = Credentials(authorization: "\(tokens.tokenType) \(tokens.accessToken)")
        let connection = AuthorizedConnection(connection(current), credentials: FixedCredentials(credentials))
        return (account, AccountClient(endpoint: current.accountManagementEndpoint, connection: connection))
    }
}
