// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import FoundationEssentials
import HTTP

extension AuditTrail {
    /// Records who gets or loses `role`, and where.
    func changingRole(_ act: String, _ role: String, _ handler: @escaping HTTPHandler) -> HTTPHandler {
        let target: @Sendable (HTTPRequest, HTTPResponse?) -> String = { request, _ in
            let order = try? JSONDecoder().decode(CloudFoundryUserOrder.self, from: request.body)
            let person = request.parameters["user_guid"] ?? order?.username ?? ""
            return "\(role) \(request.guid) \(person)"
        }
        return wrapping(act, target: target, handler)
    }
}
