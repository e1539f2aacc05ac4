// SPDX-License-Identifier: Apache-2.0

package import API
import FoundationEssentials
import HTTP

/// Asks account management about the user's accounts and the people in them.
package struct AccountClient: Sendable {
    private let endpoint: String
    private let connection: AuthorizedConnection

    package init(endpoint: String, connection: AuthorizedConnection) {
        self.endpoint = endpoint
        self.connection = connection
    }

    /// The accounts that the user is a member of, from all pages.
    package func accounts() async throws(ClientError) -> [AccountResource] {
        var accounts: [AccountResource] = []
        var path: String? = "/v1/accounts"
        while let current = path {
            let page = try await connection.value(ResourcePage<AccountResource>.self, .get, url(current))
            accounts += page.resources
            path = page.nextURL == current ? nil : page.nextURL
        }
        return accounts
    }

    /// One account.
    package func account(_ id: String) async throws(ClientError) -> AccountDetails {
        try await connection.value(AccountDetails.self, .get, url("/v4/accounts/\(PercentCoding.encode(id))"))
    }

    /// Changes a setting of one account.
    package func update(_ id: String, _ change: AccountUpdateRequest) async throws(ClientError) -> AccountDetails {
        let path = url("/v4/accounts/\(PercentCoding.encode(id))")
        return try await connection.value(AccountDetails.self, .patch, path, body: encoded(change))
    }

    /// Makes an account of the user's own.
    package func create(name: String) async throws(ClientError) -> AccountResource {
        let body = encoded(AccountCreateRequest(name: name))
        return try await connection.value(AccountResource.self, .post, url("/v1/accounts"), body: body)
    }

    /// Who belongs to the account or is invited, from all pages.
    package func users(of accountID: String) async throws(ClientError) -> [AccountUser] {
        var users: [AccountUser] = []
        var path: String? = usersPath(accountID)
        while let current = path {
            let page = try await connection.value(AccountUserPage.self, .get, url(current))
            users += page.resources
            path = page.nextURL == current ? nil : page.nextURL
        }
        return users
    }

    /// Invites the person with this e-mail; nil if the answer names nobody.
    package func invite(
        _ email: String,
        to accountID: String
    ) async throws(ClientError) -> InvitationResponse.Invited? {
        let body = encoded(InvitationRequest(users: [.init(email: email, accountRole: "Member")]))
        let path = url(usersPath(accountID))
        return try await connection.value(InvitationResponse.self, .post, path, body: body).resources.first
    }

    /// Ends the membership of the user with this IAM id.
    package func remove(_ iamID: String, from accountID: String) async throws(ClientError) {
        _ = try await connection.call(.delete, url(usersPath(accountID) + "/" + PercentCoding.encode(iamID)))
    }

    private func usersPath(_ accountID: String) -> String {
        "/v2/accounts/\(PercentCoding.encode(accountID))/users"
    }

    private func url(_ path: String) -> String {
        path.contains("://") ? path : endpoint + path
    }
}

/// Accepts invitations to accounts.
package struct InvitationClient: Sendable {
    private let endpoint: String
    private let connection: ServiceConnection

    package init(endpoint: String, connection: ServiceConnection) {
        self.endpoint = endpoint
        self.connection = connection
    }

    /// Accepts an invitation, in the name of a user who is signed in if there are credentials.
    ///
    /// Gives nil if the person has no password yet and `acceptance` brings none.
    package func accept(
        _ acceptance: InvitationAcceptance,
        credentials: (any CredentialSource)?
    ) async throws(ClientError) -> AccountUser? {
        let url = endpoint + "/v1/invitations/accept"
        do {
            let body = encoded(acceptance)
            guard let credentials else {
                let response = try await connection.call(.post, url, headers: Self.headers, body: body)
                return try connection.decode(AccountUser.self, from: response, url: url)
            }
            return try await AuthorizedConnection(connection, credentials: credentials)
                .value(AccountUser.self, .post, url, body: body)
        } catch .refused(let failure) where failure.code == InvitationAcceptance.passwordNeededCode {
            return nil
        } catch {
            throw error
        }
    }

    private static let headers: HTTPHeaders = ["Content-Type": "application/json"]
}

/// A value of ours as JSON; it always can be written so.
private func encoded(_ value: some Encodable) -> Data {
    (try? JSONEncoder().encode(value)) ?? Data()
}
