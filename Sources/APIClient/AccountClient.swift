// SPDX-License-Identifier: Apache-2.0

package import API
import HTTP

/// Asks account management about the user's accounts.
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
            let url = current.contains("://") ? current : endpoint + current
            let page = try await connection.value(ResourcePage<AccountResource>.self, .get, url)
            accounts += page.resources
            path = page.nextURL == current ? nil : page.nextURL
        }
        return accounts
    }
}
