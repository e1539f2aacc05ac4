// SPDX-License-Identifier: Apache-2.0

import API
package import Authentication
package import HTTP
import Model

/// Who may use this service, with the account that they act in.
package struct Caller: Sendable {
    package let principal: Principal
    package let accountID: String

    /// The caller of `request`, who must have a token that was made for an account.
    ///
    /// A client may repeat the account in `X-Auth-Resource-Account`; it must be the token's own then.
    /// Until policies say more, a service id may look at clusters and do nothing: only what says so lets it in.
    package init(
        of request: HTTPRequest,
        authenticator: any Authenticator,
        mayBeServiceID: Bool = false
    ) async throws {
        do {
            principal = try await authenticator.principal(of: request)
        } catch let error as APIError where error.status == 401 {
            throw APIError.notLoggedIn(error.message)
        }
        guard mayBeServiceID || !ServiceID.isIAMID(principal.iamID) else { throw APIError.serviceIDMayOnlyRead }
        guard let accountID = principal.accountID, !accountID.isEmpty else { throw APIError.noAccount }
        let requested = request.headers["X-Auth-Resource-Account"] ?? ""
        guard requested.isEmpty || requested == accountID else { throw APIError.otherAccount(requested) }
        self.accountID = accountID
    }
}
