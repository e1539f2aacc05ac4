// SPDX-License-Identifier: Apache-2.0

import Authentication
import Basics
import HTTP
import Model
import Storage

extension SignInAudit {
    /// How sign-ins through providers are told from others; they are no grants of the token endpoint.
    private static func target(_ provider: IdentityProvider?) -> String {
        "federation:\(provider?.issuer ?? "")"
    }

    /// A provider has said who somebody is, and the person belongs here.
    func arrived(_ request: HTTPRequest, _ arrival: Federation.Arrival) {
        var event = event(request, target: Self.target(arrival.provider))
        (event.iamID, event.userName) = (arrival.user.iamID, arrival.user.email)
        log.record(event)
    }

    /// A sign-in through the provider, if it got as far as to one, has come to nothing.
    func refused(_ request: HTTPRequest, _ provider: IdentityProvider?, _ refusal: FederationRefusal) async {
        var event = event(request, target: Self.target(provider))
        event.result = refusal.reason.rawValue
        event.userName = refusal.email
        event.iamID = (try? await users.user(email: refusal.email))?.iamID ?? ""
        log.record(event)
    }

    private func event(_ request: HTTPRequest, target: String) -> AuditEvent {
        AuditEvent(
            time: time.now(),
            action: "iam.sign-in",
            target: target,
            address: request.remoteAddress,
            requestID: request.id
        )
    }
}
