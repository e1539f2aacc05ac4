// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import FoundationEssentials
import HTTP

/// Writes one line for each privileged act, whatever comes of it: who, what, from where, with which result.
struct AuditTrail: Sendable {
    /// Callers choose the names of what they ask for; longer ones are cut.
    private static let nameLimit = 80

    let authenticator: any Authenticator
    let logger: Logger

    /// The handler, with a line for each of its answers; `act` names what it does.
    func wrapping(_ act: String, _ handler: @escaping HTTPHandler) -> HTTPHandler {
        { request in
            do {
                let response = try await handler(request)
                let made = try? JSONDecoder().decode(ClusterCreateResponse.self, from: response.bytes)
                await logger.info(act, facts(request, "\(act).succeeded", ["clusterID": made?.id ?? ""]))
                return response
            } catch {
                let code = (error as? APIError)?.code ?? "unexpected"
                await logger.warning(act, facts(request, "\(act).failed", ["code": code]))
                throw error
            }
        }
    }

    private func facts(_ request: HTTPRequest, _ event: String, _ more: [String: String]) async -> [String: String] {
        // The handler has asked the same; whom nobody could make out then stays without a name.
        let caller = try? await authenticator.principal(of: request)
        let ordered = try? JSONDecoder().decode(ClusterCreateRequest.self, from: request.body)
        let facts = [
            "event": event,
            "iamID": caller?.iamID ?? "",
            "userName": caller?.email ?? "",
            "accountID": caller?.accountID ?? "",
            "address": request.remoteAddress,
            "requestID": request.id,
            "cluster": String((request.parameters["cluster"] ?? ordered?.name ?? "").prefix(Self.nameLimit)),
        ]
        return facts.merging(more) { $1 }.filter { !$0.value.isEmpty }
    }
}
