// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Basics
package import Cryptography
package import HTTP
package import Storage

/// The identity service: tokens, discovery, and what the server says about itself.
package struct IAMRoutes: RouteCollection {
    private let tokens: TokenHandler
    private let discovery: DiscoveryHandler
    private let userInfo: UserInfoHandler
    private let errors: IAMErrorMiddleware

    /// The service over `stores`; `authenticator` and `issuer` must speak of the same issuer as `configuration`.
    package init(
        configuration: IAMConfiguration,
        stores: any AccountStore & UserStore & APIKeyStore & RefreshTokenStore,
        issuer: TokenIssuer,
        authenticator: TokenAuthenticator,
        keySet: JSONWebKeySet,
        hasher: PasswordHasher,
        time: TimeSource = .system,
        logger: Logger
    ) {
        let passwords = PasswordCheck(hasher: hasher)
        let grants: [any Grant] = [
            PasswordGrant(users: stores, passwords: passwords, throttle: SignInThrottle(time: time)),
            APIKeyGrant(apiKeys: stores, users: stores),
            RefreshTokenGrant(refreshTokens: stores, users: stores, time: time),
        ]
        let scope = AccountScope(accounts: stores)
        tokens = TokenHandler(service: TokenService(grants: grants, scope: scope, issuer: issuer, logger: logger))
        discovery = DiscoveryHandler(configuration: configuration, keySet: keySet)
        userInfo = UserInfoHandler(authenticator: authenticator)
        errors = IAMErrorMiddleware(time: time, logger: logger)
    }

    package func mount(on router: inout Router) {
        router.wrapping(errors.handle) { router in
            router.on(.post, "/oidc/token", tokens.token)
            router.on(.post, "/identity/token", tokens.token)
            router.on(.get, "/identity/.well-known/openid-configuration", discovery.openIDConfiguration)
            router.on(.get, "/identity/keys", discovery.keys)
            router.on(.get, "/identity/userinfo", userInfo.userInfo)
            router.on(.get, "/v2/info", discovery.serverInfo)
            router.on(.get, "/info", discovery.serverInfo)
        }
    }
}
