// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import SQLite

/// How an audit webhook stands in a column: as a JSON object, or nothing.
enum AuditWebhookText {
    static func value(_ webhook: AuditWebhook?) -> SQLiteValue {
        guard let webhook, let data = try? JSONEncoder().encode(webhook) else { return .text("") }
        return .text(String(decoding: data, as: UTF8.self))
    }

    static func webhook(_ column: String, in row: SQLiteRow) throws(SQLiteError) -> AuditWebhook? {
        guard try !row.text(column).isEmpty else { return nil }
        return try row.value(column) { try? JSONDecoder().decode(AuditWebhook.self, from: Data($0.utf8)) }
    }
}
