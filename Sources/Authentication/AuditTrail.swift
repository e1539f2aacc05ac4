// SPDX-License-Identifier: Apache-2.0

import API
package import Basics
import FoundationEssentials
package import HTTP
import Model

/// Records each privileged act, whatever comes of it, in the log and in the audit log: who, what, from where, with which
/// result.
package struct AuditTrail: Sendable {
    /// Callers choose the names of what they ask for; longer ones are cut.
    private static let targetLimit = 120

    private let authenticator: any Authenticator
    private let audit: any AuditLog
    private let time: TimeSource
    private let logger: Logger

    package init(
        authenticator: any Authenticator,
        audit: any AuditLog,
        time: TimeSource = .system,
        logger: Logger
    ) {
        self.authenticator = authenticator
        self.audit = audit
        self.time = time
        self.logger = logger
    }

    /// The handler, with a record of each of its answers; `act` names what it does.
    ///
    /// `target` tells to what it is done; it gets the answer if the act succeeded. Of an act that needs no token,
    /// `actor` tells from its answer who it was.
    package func wrapping(
        _ act: String,
        target: @escaping @Sendable (HTTPRequest, HTTPResponse?) -> String,
        actor: (@Sendable (HTTPResponse) -> Principal?)? = nil,
        _ handler: @escaping HTTPHandler
    ) -> HTTPHandler {
        { request in
            do {
                let response = try await handler(request)
                let known = actor?(response)
                await record(act, target(request, response), request, by: known, result: AuditEvent.success)
                return response
            } catch {
                let code = (error as? APIError)?.code ?? "unexpected"
                await record(act, target(request, nil), request, by: nil, result: code)
                throw error
            }
        }
    }

    private func record(
        _ act: String,
        _ target: String,
        _ request: HTTPRequest,
        by known: Principal?,
        result: String
    ) async {
        // The handler has asked the same; whom nobody could make out then stays without a name.
        var caller = known
        if caller == nil { caller = try? await authenticator.principal(of: request) }
        let target = String(target.prefix(Self.targetLimit))
        let event = AuditEvent(
            time: time.now(),
            iamID: caller?.iamID ?? "",
            userName: caller?.email ?? "",
            action: act,
            target: target,
            accountID: caller?.accountID ?? "",
            address: request.remoteAddress,
            result: result,
            requestID: request.id
        )
        audit.record(event)
        let isSuccess = result == AuditEvent.success
        let facts = [
            "event": isSuccess ? "\(act).succeeded" : "\(act).failed",
            "iamID": event.iamID,
            "userName": event.userName,
            "accountID": event.accountID,
            "address": event.address,
            "requestID": event.requestID,
            "target": target,
            "code": isSuccess ? "" : result,
        ].filter { !$0.value.isEmpty }
        if isSuccess { logger.info(act, facts) } else { logger.warning(act, facts) }
    }
}
