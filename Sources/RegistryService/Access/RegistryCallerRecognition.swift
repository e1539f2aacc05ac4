// SPDX-License-Identifier: Apache-2.0

import API
package import Authentication
package import Authorization
package import HTTP

/// Finds out who sent a request and what they may do.
package struct RegistryCallerRecognition: Sendable {
    private let authenticator: any Authenticator
    private let authorizer: Authorizer
    private let region: String

    /// `region` is that of the registry, which policies can be narrowed to.
    package init(authenticator: any Authenticator, authorizer: Authorizer, region: String) {
        self.authenticator = authenticator
        self.authorizer = authorizer
        self.region = region
    }

    /// The caller of a request to the API, who names in `Account` the account that the token was made for.
    package func caller(of request: HTTPRequest) async throws -> RegistryCaller {
        let principal: Principal
        do {
            principal = try await authenticator.principal(of: request)
        } catch let error as APIError where error.status == 401 {
            throw RegistryFault.notLoggedIn(error.message)
        }
        let requested = request.headers["Account"] ?? ""
        guard !requested.isEmpty else { throw RegistryFault.noAccountNamed }
        guard requested == principal.accountID else { throw RegistryFault.otherAccount(requested) }
        return try await caller(principal, in: requested)
    }

    /// What `principal` may do in the account that the credentials are for.
    func caller(_ principal: Principal, in accountID: String) async throws -> RegistryCaller {
        let access = try await authorizer.access(of: principal.iamID, in: accountID)
        return RegistryCaller(principal, in: accountID, region: region, access: access)
    }
}
