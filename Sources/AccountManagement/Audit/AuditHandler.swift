// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Authorization
import HTTP
import Model
import Storage

/// `GET /v1/audit`: what happened in the account of the token, for its owner and administrators.
///
/// Queries: `limit` (1 to 1000, else 100), `before` (what an answer had for `next`), `action` (how it begins).
struct AuditHandler: Sendable {
    let recorder: AuditRecorder
    let store: any AccountStore & AuditStore & AccessPolicyStore
    let authenticator: any Authenticator

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let accountID = try await administeredAccount(of: principal)
        let limit = try number("limit", in: request, among: 1...1000) ?? 100
        let query = AuditQuery(
            accountID: accountID,
            actionPrefix: request.queryValue("action") ?? "",
            before: try number("before", in: request, among: 1...Int.max) ?? .max,
            limit: limit
        )
        // Who has just done something sees it.
        await recorder.flush()
        let found = try await store.auditEvents(query)
        let next = found.count == limit ? found.last.map { String($0.number) } : nil
        var response = try HTTPResponse.json(AuditPage(events: found.map { AuditRecord(of: $0.event) }, next: next))
        response.headers["Cache-Control"] = "no-store"
        return response
    }

    private func administeredAccount(of principal: Principal) async throws -> String {
        guard let accountID = principal.accountID else {
            throw APIError(status: 400, code: "BXNACC400E", message: "The token is for no account; target one first")
        }
        let authorizer = Authorizer(accounts: store, policies: store)
        guard try await authorizer.access(of: principal.iamID, in: accountID).administersAccount else {
            throw APIError(
                status: 403,
                code: "BXNACC403E",
                message: "Only the owner and administrators of the account may read its audit log"
            )
        }
        return accountID
    }

    private func number(_ name: String, in request: HTTPRequest, among range: ClosedRange<Int>) throws -> Int? {
        guard let text = request.queryValue(name), !text.isEmpty else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw APIError(status: 400, code: "BXNACC400E", message: "'\(name)' is not a number that is possible here")
        }
        return number
    }
}
