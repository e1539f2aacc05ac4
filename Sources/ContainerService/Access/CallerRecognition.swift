// SPDX-License-Identifier: Apache-2.0

import API
package import Authentication
package import Authorization
package import HTTP

/// Finds out who sent a request and what they may do.
package struct CallerRecognition: Sendable {
    private let authenticator: any Authenticator
    private let authorizer: Authorizer

    package init(authenticator: any Authenticator, authorizer: Authorizer) {
        self.authenticator = authenticator
        self.authorizer = authorizer
    }

    /// The caller of `request`, who must have a token that was made for an account.
    ///
    /// A client may repeat the account in `X-Auth-Resource-Account`; it must be the token's own then.
    package func caller(of request: HTTPRequest) async throws -> Caller {
        let principal: Principal
        do {
            principal = try await authenticator.principal(of: request)
        } catch let error as APIError where error.status == 401 {
            throw APIError.notLoggedIn(error.message)
        }
        guard let accountID = principal.accountID, !accountID.isEmpty else { throw APIError.noAccount }
        let requested = request.headers["X-Auth-Resource-Account"] ?? ""
        guard requested.isEmpty || requested == accountID else { throw APIError.otherAccount(requested) }
        let access = try await authorizer.access(of: principal.iamID, in: accountID)
        let organizationID = request.headers["X-Auth-Resource-Org"].flatMap { $0.isEmpty ? nil : $0 }
        return Caller(principal, in: accountID, targeting: organizationID, access: access)
    }
}
