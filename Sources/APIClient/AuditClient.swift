// SPDX-License-Identifier: Apache-2.0

package import API
import HTTP

/// Reads the audit log of the account that the user's token is for.
package struct AuditClient: Sendable {
    private static let pageSize = 1000

    private let endpoint: String
    private let connection: AuthorizedConnection

    /// `endpoint` is that of account management.
    package init(endpoint: String, connection: AuthorizedConnection) {
        self.endpoint = endpoint
        self.connection = connection
    }

    /// The newest `count` entries whose action begins with `action`, newest first.
    package func events(count: Int, action: String) async throws(ClientError) -> [AuditRecord] {
        var events: [AuditRecord] = []
        var next: String?
        repeat {
            let limit = min(count - events.count, Self.pageSize)
            var url = "\(endpoint)/v1/audit?limit=\(limit)&action=\(PercentCoding.encode(action))"
            if let next { url += "&before=\(PercentCoding.encode(next))" }
            let page = try await connection.value(AuditPage.self, .get, url)
            events += page.events
            next = page.next
        } while next != nil && events.count < count
        return events
    }
}
