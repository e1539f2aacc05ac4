// SPDX-License-Identifier: Apache-2.0

import API
package import Authentication
package import Basics
import Cryptography
import FoundationEssentials
import Model
package import Storage

/// Makes tokens: the only place that signs any.
package struct TokenIssuer: SessionTokenIssuer, DockerSessionIssuer {
    /// How long access and id tokens are valid, in seconds.
    static let lifetime = 3600
    private static let cleaningInterval = 3600.0

    private let keys: SigningKeyRing
    private let configuration: IAMConfiguration
    private let subjects: SubjectDirectory
    private let refreshTokens: any RefreshTokenStore
    private let time: TimeSource
    private let logger: Logger
    private let lastCleaning = Locked(Date.distantPast)

    package init(
        keys: SigningKeyRing,
        configuration: IAMConfiguration,
        users: any UserStore,
        serviceIDs: any ServiceIDStore,
        refreshTokens: any RefreshTokenStore,
        time: TimeSource = .system,
        logger: Logger
    ) {
        self.keys = keys
        self.configuration = configuration
        subjects = SubjectDirectory(users: users, serviceIDs: serviceIDs)
        self.refreshTokens = refreshTokens
        self.time = time
        self.logger = logger
    }

    package func kubeconfigTokens(for principal: Principal) async throws -> (idToken: String, refreshToken: String) {
        let (user, refreshToken) = try await takeAlong(for: principal, origin: "kubeconfig")
        return (idToken: try idToken(for: user), refreshToken: refreshToken)
    }

    package func dockerRefreshToken(for principal: Principal) async throws -> String {
        try await takeAlong(for: principal, origin: "docker").refreshToken
    }

    /// Begins a session that `principal` takes along in a file.
    private func takeAlong(
        for principal: Principal,
        origin: String
    ) async throws -> (user: User, refreshToken: String) {
        guard let user = try await subjects.subject(iamID: principal.iamID) else {
            throw APIError.unauthenticated("its user does not exist any more")
        }
        // Bound to the account, since the file may travel and the token at hand may be an API key's.
        let signIn = SignIn(
            user: user,
            boundAccountID: principal.accountID,
            apiKeyID: principal.apiKeyID,
            origin: origin
        )
        let session = Session(
            signIn,
            accountID: principal.accountID,
            grantType: signIn.origin,
            clientID: OAuthClient.commandLine.id
        )
        let refresh = NewRefreshToken(for: session, at: time.now())
        try await keep(refresh, session)
        return (user, refresh.text)
    }

    /// An id token for a minute and for nobody: who has it is known, and may do nothing.
    package func probeToken() throws -> String {
        let now = time.now()
        let nobody = User(
            iamID: "slipway-probe",
            email: "slipway-probe",
            givenName: "",
            familyName: "",
            passwordHash: "",
            createdAt: now
        )
        let issuedAt = now.unixSeconds
        return try keys.current.signer.sign(
            IDTokenClaims(user: nobody, issuer: configuration.issuer, issuedAt: issuedAt, expiresAt: issuedAt + 60)
        )
    }

    /// Access and refresh token of `session`, an id token if `withIDToken`, and the UAA pair if `withUAA`.
    func response(for session: Session, withIDToken: Bool, withUAA: Bool) async throws -> TokenResponse {
        let refresh = NewRefreshToken(for: session, at: time.now())
        // A session that goes on can be refused, and signing costs more than asking. A new one cannot: its tokens are
        // signed at once, and its refresh token waits for the disk together with those of others.
        let isNew = session.usedTokenHash == nil
        if !isNew { try await keep(refresh, session) }
        let response = try tokens(for: session, refresh.text, withIDToken: withIDToken, withUAA: withUAA)
        if isNew { try await keep(refresh, session) }
        return response
    }

    /// The UAA refresh token is the session's refresh token: one session, one secret.
    private func tokens(
        for session: Session,
        _ refreshToken: String,
        withIDToken: Bool,
        withUAA: Bool
    ) throws -> TokenResponse {
        let issuedAt = time.now().unixSeconds
        var response = TokenResponse(
            accessToken: try accessToken(for: session, issuedAt: issuedAt),
            refreshToken: refreshToken,
            expiresIn: Self.lifetime,
            expiration: issuedAt + Self.lifetime
        )
        if withIDToken { response.idToken = try idToken(for: session.user, issuedAt: issuedAt) }
        response.scope = "ibm openid"
        guard withUAA else { return response }
        response.uaaToken = try keys.current.signer.sign(
            UAATokenClaims(
                user: session.user,
                accountID: session.accountID,
                tokenID: RandomText.hex(byteCount: 16),
                grantType: session.grantType,
                issuer: configuration.uaaIssuer,
                issuedAt: issuedAt,
                expiresAt: issuedAt + Self.lifetime
            )
        )
        response.uaaRefreshToken = response.refreshToken
        return response
    }

    private func accessToken(for session: Session, issuedAt: Int) throws -> String {
        var claims = session.user.claims(account: session.accountID.map { .init(bss: $0) })
        claims.iat = issuedAt
        claims.exp = issuedAt + Self.lifetime
        claims.iss = configuration.issuer
        claims.grantType = session.grantType
        claims.clientID = session.clientID
        claims.jti = RandomText.hex(byteCount: 16)
        claims.apiKeyID = session.apiKeyID
        return try keys.current.signer.sign(claims)
    }

    private func idToken(for user: User, issuedAt: Int? = nil) throws -> String {
        let issuedAt = issuedAt ?? time.now().unixSeconds
        let issuer = configuration.issuer
        return try keys.current.signer.sign(
            IDTokenClaims(user: user, issuer: issuer, issuedAt: issuedAt, expiresAt: issuedAt + Self.lifetime)
        )
    }

    /// Returns once the token is on disk, in the place of the one that the session used, if any.
    private func keep(_ refresh: NewRefreshToken, _ session: Session) async throws {
        if let used = session.usedTokenHash {
            try await exchange(used, for: refresh.token, at: time.now())
        } else {
            try await refreshTokens.createRefreshToken(refresh.token)
        }
        await clean()
    }

    /// Throws `RefreshTokenReuse` if the token with the hash `used` came back after its grace.
    private func exchange(_ used: String, for token: RefreshToken, at now: Date) async throws {
        let exchange = try await existing {
            let grace = RefreshTokenGrant.grace
            return try await refreshTokens.exchangeRefreshToken(hash: used, for: token, at: now, grace: grace)
        }
        switch exchange {
        case .done: return
        case .reused: throw RefreshTokenReuse(iamID: token.iamID, accountID: token.accountID)
        // It was there a moment ago: its family has ended meanwhile.
        case nil: throw APIError.invalidRefreshToken("It is unknown")
        }
    }

    /// Drops expired refresh tokens, at most once an hour; a failure is for the log, not for the caller.
    private func clean() async {
        let now = time.now()
        let isDue = lastCleaning.withLock { last in
            guard now.timeIntervalSince(last) >= Self.cleaningInterval else { return false }
            last = now
            return true
        }
        guard isDue else { return }
        do {
            try await refreshTokens.deleteRefreshTokens(expiredBefore: now)
        } catch {
            logger.warning("cannot delete expired refresh tokens", ["error": "\(error)"])
        }
    }
}
