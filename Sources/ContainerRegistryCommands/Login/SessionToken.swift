// SPDX-License-Identifier: Apache-2.0

import APIClient
import Basics
import FoundationEssentials
import PluginKit

extension PluginContext {
    /// The user name with which the registry takes a token of the session.
    static let sessionUser = "iambearer"
    /// A token with less time left would not do for a long push.
    private static let lastingLifetime = 1800.0

    /// A token of the session with time left, without its scheme.
    func lastingToken(_ session: Session) async throws -> (token: String, expiry: Date?) {
        var current = session
        let expiry = SessionClaims(token: session.iamToken)?.expiry
        if expiry.map({ $0.timeIntervalSince(time.now()) < Self.lastingLifetime }) ?? true {
            current = try await credentials(connection(session)).renewedSession()
        }
        let token = current.iamToken.split(separator: " ").last.map(String.init) ?? ""
        return (token, SessionClaims(token: token)?.expiry)
    }
}
