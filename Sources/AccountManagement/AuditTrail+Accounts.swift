// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import FoundationEssentials
import HTTP

extension AuditTrail {
    /// Records the account that is made, by its name and, once it has one, its id.
    func creatingAccount(_ handler: @escaping HTTPHandler) -> HTTPHandler {
        let target: @Sendable (HTTPRequest, HTTPResponse?) -> String = { request, response in
            let order: AccountCreateRequest? = decoded(request.body)
            let made: AccountResource? = response.flatMap { decoded($0.bytes) }
            return joined(order?.name, made?.metadata.guid)
        }
        return wrapping("account.create", target: target, handler)
    }

    /// Records which setting is changed.
    func changingAccount(_ handler: @escaping HTTPHandler) -> HTTPHandler {
        let target: @Sendable (HTTPRequest, HTTPResponse?) -> String = { request, _ in
            let change: AccountUpdateRequest? = decoded(request.body)
            return joined(
                request.parameters["guid"],
                change.map { "password-login=\($0.allowsPasswordSessions ? "on" : "off")" }
            )
        }
        return wrapping("account.update", target: target, handler)
    }

    /// Records who is invited, and whether with rights.
    func inviting(_ handler: @escaping HTTPHandler) -> HTTPHandler {
        let target: @Sendable (HTTPRequest, HTTPResponse?) -> String = { request, _ in
            let order: InvitationRequest? = decoded(request.body)
            let policies = (order?.policies ?? []).count
            let emails = (order?.users ?? []).map(\.email).joined(separator: " ")
            return joined(policies == 0 ? nil : "with \(policies) policies:", emails)
        }
        return wrapping("account.user-invite", target: target, handler)
    }

    /// Records who has accepted, who may have no token yet.
    func acceptingInvitation(_ handler: @escaping HTTPHandler) -> HTTPHandler {
        let actor: @Sendable (HTTPResponse) -> Principal? = { response in
            let user: AccountUser? = decoded(response.bytes)
            return user.map { Principal(iamID: $0.iamID, email: $0.userID, accountID: $0.accountID) }
        }
        return wrapping("account.invitation-accept", target: { _, _ in "" }, actor: actor, handler)
    }

    /// Records who is removed.
    func removingMember(_ handler: @escaping HTTPHandler) -> HTTPHandler {
        wrapping("account.user-remove", target: { request, _ in request.parameters["iam_id"] ?? "" }, handler)
    }

    /// Records an act on an organization.
    func changingOrganization(_ act: String, _ handler: @escaping HTTPHandler) -> HTTPHandler {
        wrapping("account.org-\(act)", target: namedInCloudFoundry, handler)
    }

    /// Records an act on a space.
    func changingSpace(_ act: String, _ handler: @escaping HTTPHandler) -> HTTPHandler {
        wrapping("account.space-\(act)", target: namedInCloudFoundry, handler)
    }
}

/// The name that is given and the id of what has it.
@Sendable private func namedInCloudFoundry(_ request: HTTPRequest, _ response: HTTPResponse?) -> String {
    let order: CloudFoundryOrder? = decoded(request.body)
    let made: MadeThing? = response.flatMap { decoded($0.bytes) }
    return joined(order?.name, request.parameters["guid"] ?? made?.metadata.guid)
}

/// What an answer says about the identity of something that was made.
private struct MadeThing: Decodable {
    struct Metadata: Decodable {
        let guid: String
    }

    let metadata: Metadata
}

private func decoded<Value: Decodable>(_ bytes: Data) -> Value? {
    try? JSONDecoder().decode(Value.self, from: bytes)
}

private func joined(_ words: String?...) -> String {
    words.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
}
