// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials

/// Checks texts that people give.
enum GivenText {
    /// A name that can be shown in one line of a list.
    static func name(_ text: String?) throws -> String {
        guard let text, !text.isEmpty else { throw APIError.missingParameter("name") }
        guard text.count <= 256, !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw APIError.impossibleValue("name", "it must have at most 256 characters and no line ends") }
        return text
    }

    static func description(_ text: String) throws -> String {
        guard text.count <= 1024 else {
            throw APIError.impossibleValue("description", "it must have at most 1024 characters")
        }
        return text
    }

    static func instanceNames(_ names: [String]) throws -> [String] {
        guard names.count <= 10, names.allSatisfy({ $0.count <= 512 }) else {
            throw APIError.impossibleValue("unique_instance_crns", "it must hold at most 10 names of 512 characters")
        }
        return names
    }

    /// When a key ends; nil for an empty text.
    static func end(_ text: String, after now: Date) throws -> Date? {
        guard !text.isEmpty else { return nil }
        guard let date = Date(timestamp: text), date.minuteOffsetText.prefix(16) == text.prefix(16) else {
            throw APIError.impossibleValue("expires_at", "use the form 2027-01-30T17:41+0000")
        }
        guard date > now else { throw APIError.impossibleValue("expires_at", "it is in the past") }
        return date
    }
}
