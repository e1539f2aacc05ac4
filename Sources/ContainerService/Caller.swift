// SPDX-License-Identifier: Apache-2.0

import API
package import Authentication
package import HTTP

/// A person who may use this service, with the account that they act in.
package struct Caller: Sendable {
    package let principal: Principal
    package let accountID: String

    /// The caller of `request`, who must have a token that was made for an account.
    ///
    /// A client may repeat the account in `X-Auth-Resource-Account`; it must be the token's own then.
    package init(of request: HTTPRequest, authenticator: any Authenticator) async throws {
        do {
            principal = try await authenticator.principal(of: request)
        } catch let error as APIError where error.status == 401 {
            throw APIError.notLoggedIn(error.message)
        }
        guard let accountID = principal.accountID, !accountID.isEmpty else { throw APIError.noAccount }
        let requested = request.headers["X-Auth-Resource-Account"] ?? ""
        guard requested.isEmpty || requested == accountID else { throw APIError.otherAccount(requested) }
        self.accountID = accountID
    }
}
