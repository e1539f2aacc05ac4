// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials

/// A place in a sorted list, which stays right while items come and go.
struct ListPosition: Codable, Comparable, Sendable {
    /// What the list is sorted by.
    let text: String
    /// Tells items with the same text apart.
    let id: String

    init(text: String, id: String) {
        (self.text, self.id) = (text, id)
    }

    /// The place that `token` names, which came as the parameter `name`.
    init(token: String, name: String) throws {
        let standard = token.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
        guard let data = Data(base64Encoded: String(standard) + padding),
            let position = try? JSONDecoder().decode(Self.self, from: data)
        else { throw APIError.impossibleValue(name, "it is none of this service's") }
        self = position
    }

    /// What names this place in a request.
    func token() throws -> String {
        let standard = try JSONEncoder().encode(self).base64EncodedString()
        return String(standard.filter { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }

    static func < (left: ListPosition, right: ListPosition) -> Bool {
        (left.text, left.id) < (right.text, right.id)
    }
}
