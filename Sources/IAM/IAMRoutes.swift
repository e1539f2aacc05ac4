// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Basics
package import Cryptography
package import HTTP
package import Storage
import WebPages

/// The identity service: tokens, discovery, and what the server says about itself.
package struct IAMRoutes: RouteCollection {
    private let tokens: TokenHandler
    private let discovery: DiscoveryHandler
    private let revocation: RevocationHandler
    private let userInfo: UserInfoHandler
    private let passcodePage: PasscodePageHandler
    private let sameOrigin: SameOriginGuard
    private let errors: IAMErrorMiddleware

    /// The service over `stores`; `authenticator` and `issuer` must speak of the same issuer as `configuration`, with
    /// the same `keys`.
    ///
    /// `federation` is nil without identity providers.
    package init(
        configuration: IAMConfiguration,
        stores: any AccountStore & UserStore & APIKeyStore & ServiceIDStore & RefreshTokenStore & PasscodeStore,
        issuer: TokenIssuer,
        authenticator: TokenAuthenticator,
        keys: SigningKeyRing,
        hasher: PasswordHasher,
        audit: any AuditLog,
        federation: Federation? = nil,
        time: TimeSource = .system,
        logger: Logger
    ) {
        let passcodes = PasscodeService(
            passcodes: stores,
            refreshTokens: stores,
            audit: audit,
            time: time,
            logger: logger
        )
        let subjects = SubjectDirectory(users: stores, serviceIDs: stores)
        let grants: [any Grant] = [
            PasswordGrant(
                users: stores,
                passwords: PasswordCheck(hasher: hasher),
                throttle: SignInThrottle(time: time),
                configuration: configuration
            ),
            APIKeyGrant(apiKeys: stores, subjects: subjects, time: time, logger: logger),
            PasscodeGrant(passcodes: passcodes, users: stores, throttle: SignInThrottle(time: time)),
            RefreshTokenGrant(refreshTokens: stores, apiKeys: stores, subjects: subjects, time: time),
        ]
        let signInAudit = SignInAudit(log: audit, users: stores, time: time)
        let scope = AccountScope(accounts: stores)
        let service = TokenService(grants: grants, scope: scope, issuer: issuer, audit: signInAudit, logger: logger)
        tokens = TokenHandler(service: service)
        passcodePage = PasscodePageHandler(
            configuration: configuration,
            tokens: service,
            passcodes: passcodes,
            programs: PasscodeHandler(tokens: service, passcodes: passcodes),
            users: stores,
            sessions: BrowserSessions(time: time),
            federation: federation,
            audit: signInAudit,
            logger: logger
        )
        revocation = RevocationHandler(refreshTokens: stores, audit: signInAudit, logger: logger)
        discovery = DiscoveryHandler(configuration: configuration, keys: keys)
        userInfo = UserInfoHandler(authenticator: authenticator)
        sameOrigin = SameOriginGuard(publicURL: configuration.publicURL)
        errors = IAMErrorMiddleware(time: time, logger: logger)
    }

    package func mount(on router: inout Router) {
        router.wrapping(errors.handle) { router in
            router.on(.post, "/oidc/token", tokens.token)
            router.on(.post, "/identity/token", tokens.token)
            router.on(.post, "/identity/revoke", revocation.revoke)
            router.on(.get, "/identity/.well-known/openid-configuration", discovery.openIDConfiguration)
            router.on(.get, "/identity/keys", discovery.keySet)
            for path in ["/identity/passcode", "/oidc/passcode"] {
                router.on(.get, path, passcodePage.show)
                router.on(.post, path, sameOrigin.guarding(passcodePage.submit))
            }
            router.on(.get, "/identity/callback", passcodePage.arrive)
            router.on(.get, "/identity/userinfo", userInfo.userInfo)
            router.on(.get, "/v2/info", discovery.serverInfo)
            router.on(.get, "/info", discovery.serverInfo)
        }
    }
}
