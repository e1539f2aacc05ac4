// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import Model

/// Answers token requests: the steps that all grants share.
struct TokenService: Sendable {
    private let grants: [String: any Grant]
    private let scope: AccountScope
    private let issuer: TokenIssuer
    private let audit: SignInAudit
    private let logger: Logger

    init(grants: [any Grant], scope: AccountScope, issuer: TokenIssuer, audit: SignInAudit, logger: Logger) {
        self.grants = Dictionary(grants.map { (type(of: $0).type, $0) }) { first, _ in first }
        self.scope = scope
        self.issuer = issuer
        self.audit = audit
        self.logger = logger
    }

    /// The tokens that `request` asks for.
    func tokens(for request: TokenRequest) async throws -> TokenResponse {
        try await audited(request) {
            let grant = try grant(of: request)
            let client = try OAuthClient.authenticate(request)
            let signIn = try await grant.signIn(request)
            let accountID = try await scope.accountID(requested: request.accountID, for: signIn)
            let session = Session(signIn, accountID: accountID, grantType: request.grantType, clientID: client.id)
            let response = try await issuer.response(
                for: session,
                withIDToken: request.wantsIDToken,
                withUAA: request.responseTypes.contains(.uaa)
            )
            audit.succeeded(request, user: session.user, accountID: accountID)
            return (response, ["iamID": session.user.iamID, "accountID": accountID ?? ""])
        }
    }

    /// Who signs in on a page of ours: the same checks and the same log, and no tokens.
    func signIn(_ request: TokenRequest) async throws -> SignIn {
        try await audited(request) {
            let signIn = try await grant(of: request).signIn(request)
            audit.succeeded(request, user: signIn.user, accountID: nil)
            return (signIn, ["iamID": signIn.user.iamID])
        }
    }

    private func grant(of request: TokenRequest) throws -> any Grant {
        guard let grant = grants[request.grantType] else { throw APIError.unsupportedGrant(request.grantType) }
        return grant
    }

    /// Runs `signIn` and writes to the log how it went.
    private func audited<Result>(
        _ request: TokenRequest,
        _ signIn: () async throws -> (result: Result, details: [String: String])
    ) async throws -> Result {
        do {
            let (result, details) = try await signIn()
            // The audit log has it for good.
            logger.debug("signed in", facts(of: request, details))
            return result
        } catch let reuse as RefreshTokenReuse {
            let found = ["event": "iam.session.reused", "iamID": reuse.iamID, "accountID": reuse.accountID ?? ""]
            logger.warning("a refresh token was used again, its session is ended", facts(of: request, found))
            await audit.reused(request, reuse)
            throw reuse
        } catch let error as APIError {
            logger.warning("sign-in refused", facts(of: request, ["code": error.code]))
            await audit.failed(request, error)
            throw error
        }
    }

    private func facts(of request: TokenRequest, _ outcome: [String: String]) -> [String: String] {
        var facts = outcome.filter { !$0.value.isEmpty }
        if facts["event"] == nil {
            facts["event"] = facts["code"] == nil ? "iam.sign-in.succeeded" : "iam.sign-in.failed"
        }
        facts["grant"] = String(request.grantType.prefix(80))
        let userName = request.recordableUserName
        if !userName.isEmpty { facts["userName"] = userName }
        facts["address"] = request.address
        facts["requestID"] = request.requestID
        return facts
    }
}
