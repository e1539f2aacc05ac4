// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Basics
package import HTTP
package import Storage

/// The account management service, under its paths of 2017 and the older ones of Cloud Foundry clients.
package struct AccountManagementRoutes: RouteCollection {
    private static let prefixes = ["/v1/accounts", "/coe/v2/accounts"]

    private let accounts: AccountService
    private let authenticator: any Authenticator
    private let errors: AccountErrorMiddleware

    package init(
        accounts: any AccountStore,
        users: any UserStore,
        authenticator: any Authenticator,
        logger: Logger
    ) {
        self.accounts = AccountService(accounts: accounts, users: users)
        self.authenticator = authenticator
        self.errors = AccountErrorMiddleware(logger: logger)
    }

    package func mount(on router: inout Router) {
        router.wrapping(errors.handle) { router in
            for prefix in Self.prefixes {
                let handler = AccountHandler(accounts: accounts, authenticator: authenticator, prefix: prefix)
                router.on(.get, prefix, handler.list)
                router.on(.get, prefix + "/{guid}", handler.get)
            }
        }
    }
}
