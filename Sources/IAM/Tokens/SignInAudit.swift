// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import HTTP
import Model
import Storage

/// Takes down how sign-ins and renewals went: who, how, from where, with which result.
struct SignInAudit: Sendable {
    let log: any AuditLog
    let users: any UserStore
    let time: TimeSource

    /// Somebody has proved who they are.
    func succeeded(_ request: TokenRequest, user: User, accountID: String?) {
        var event = event(request)
        (event.iamID, event.userName, event.accountID) = (user.iamID, user.email, accountID ?? "")
        log.record(event)
    }

    /// Somebody was refused; the name that they gave may be that of a user.
    func failed(_ request: TokenRequest, _ error: APIError) async {
        var event = event(request)
        event.result = error.code
        let name = request.recordableUserName
        if let user = try? await users.user(email: name) {
            (event.iamID, event.userName) = (user.iamID, user.email)
        } else {
            event.userName = name
        }
        log.record(event)
    }

    /// A refresh token came back after its grace.
    func reused(_ request: TokenRequest, _ reuse: RefreshTokenReuse) async {
        var event = event(request)
        event.action = "iam.session.reuse"
        event.result = APIError.reusedRefreshToken.code
        (event.iamID, event.accountID) = (reuse.iamID, reuse.accountID ?? "")
        event.userName = (try? await users.user(iamID: reuse.iamID))?.email ?? ""
        log.record(event)
    }

    /// The holder of a session has ended it.
    func revoked(_ request: HTTPRequest, _ token: RefreshToken) async {
        log.record(
            AuditEvent(
                time: time.now(),
                iamID: token.iamID,
                userName: (try? await users.user(iamID: token.iamID))?.email ?? "",
                action: "iam.session.revoke",
                target: token.grantType,
                accountID: token.accountID ?? "",
                address: request.remoteAddress,
                requestID: request.id
            )
        )
    }

    private func event(_ request: TokenRequest) -> AuditEvent {
        let isRenewal = request.grantType == RefreshTokenGrant.type
        return AuditEvent(
            time: time.now(),
            action: isRenewal ? "iam.session.refresh" : "iam.sign-in",
            target: String(request.grantType.prefix(80)),
            address: request.address,
            requestID: request.requestID
        )
    }
}
