// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials

/// What the configuration of an image says of it; any of it may be missing, and other things than images have none of it.
struct ImageConfiguration: Sendable {
    let document: JSONValue

    /// Nil for what is no JSON object.
    init?(_ json: Data) {
        guard let document = try? JSONDecoder().decode(JSONValue.self, from: json), document.members != nil else {
            return nil
        }
        self.document = document
    }

    var created: Date? {
        document["created"]?.text.flatMap(Self.date)
    }

    var labels: [String: String] {
        document["config"]?["Labels"]?.members?.compactMapValues(\.text) ?? [:]
    }

    /// Reads RFC 3339, with any offset from UTC.
    static func date(_ text: String) -> Date? {
        let offset = text.suffix(6)
        guard let sign = offset.first, sign == "+" || sign == "-", offset.dropFirst(3).first == ":",
            let hours = Double(offset.dropFirst().prefix(2)), let minutes = Double(offset.suffix(2))
        else { return Date(timestamp: text) }
        let seconds = (hours * 60 + minutes) * 60
        return Date(timestamp: text.dropLast(6) + "Z").map { $0 - (sign == "+" ? seconds : -seconds) }
    }
}
