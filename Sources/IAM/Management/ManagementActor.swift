// SPDX-License-Identifier: Apache-2.0

import Authentication
import HTTP
import Model

/// Who manages keys and service ids.
struct ManagementActor: Sendable {
    let principal: Principal

    init(of request: HTTPRequest, authenticator: any Authenticator) async throws {
        principal = try await authenticator.principal(of: request)
    }

    var iamID: String {
        principal.iamID
    }

    /// Whether a program acts, not a person.
    var isServiceID: Bool {
        ServiceID.isIAMID(iamID)
    }
}
