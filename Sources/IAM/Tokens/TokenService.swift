// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import Model

/// Answers token requests: the steps that all grants share.
struct TokenService: Sendable {
    private let grants: [String: any Grant]
    private let scope: AccountScope
    private let issuer: TokenIssuer
    private let logger: Logger

    init(grants: [any Grant], scope: AccountScope, issuer: TokenIssuer, logger: Logger) {
        self.grants = Dictionary(grants.map { (type(of: $0).type, $0) }) { first, _ in first }
        self.scope = scope
        self.issuer = issuer
        self.logger = logger
    }

    /// The tokens that `request` asks for.
    func tokens(for request: TokenRequest) async throws -> TokenResponse {
        do {
            guard let grant = grants[request.grantType] else { throw APIError.unsupportedGrant(request.grantType) }
            let client = try OAuthClient.authenticate(request)
            let signIn = try await grant.signIn(request)
            let accountID = try await scope.accountID(requested: request.accountID, for: signIn)
            let session = Session(signIn, accountID: accountID, grantType: request.grantType, clientID: client.id)
            let response = try await issuer.response(for: session, withUAA: request.responseTypes.contains(.uaa))
            logger.info("signed in", audit(request, ["iamID": session.user.iamID, "accountID": accountID ?? ""]))
            return response
        } catch let error as APIError {
            logger.warning("sign-in refused", audit(request, ["code": error.code]))
            throw error
        }
    }

    private func audit(_ request: TokenRequest, _ outcome: [String: String]) -> [String: String] {
        let subject = [
            "event": outcome["code"] == nil ? "iam.sign-in.succeeded" : "iam.sign-in.failed",
            "grant": String(request.grantType.prefix(80)),
            "userName": String((request.value("username") ?? "").prefix(254)),
            "address": request.address,
            "requestID": request.requestID,
        ]
        return subject.merging(outcome) { $1 }.filter { !$0.value.isEmpty }
    }
}
