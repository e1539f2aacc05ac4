// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import FoundationEssentials

/// The address of an API in the form that is stored.
enum EndpointAddress {
    /// `text` with a scheme (https if it has none) and without slashes at its end.
    static func normalized(_ text: String) throws(CommandFailure) -> String {
        let address = text.contains("://") ? text : "https://" + text
        let trimmed = String(address.reversed().drop { $0 == "/" }.reversed())
        guard !trimmed.contains(where: { $0.isWhitespace }), let url = URL(string: trimmed),
            ["http", "https"].contains(url.scheme?.lowercased() ?? ""),
            let host = url.host(), !host.isEmpty
        else {
            throw CommandFailure("'\(text)' is not an address of an API. Give one like https://host:6780.")
        }
        return trimmed
    }
}
