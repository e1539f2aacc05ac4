// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials

/// The log in which an API server notes what it was asked: JSON, an object a line, in a file that is begun anew when it
/// is long.
struct AuditLog: Sendable {
    private struct Entry: Decodable {
        struct User: Decodable {
            let username: String
            let groups: [String]?
        }
        let user: User
        let stageTimestamp: String
    }

    let path: String
    /// How much of the file was looked at.
    private var length = 0
    private var last: Date?

    init(path: String) {
        self.path = path
    }

    /// When somebody outside the cluster was last answered; nil if nobody ever was.
    mutating func lastVisit() -> Date? {
        guard let content = (try? Files.read(path)) ?? nil, content.count != length else { return last }
        let known = content.count > length ? length : 0
        length = content.count
        last = Self.lastVisit(in: content.suffix(from: content.startIndex + known)) ?? last
        return last
    }

    /// The same for a piece of the log, of which the first line and the last one may be cut.
    static func lastVisit(in content: Data) -> Date? {
        for line in content.split(separator: UInt8(ascii: "\n")).reversed() {
            guard let entry = try? JSONDecoder().decode(Entry.self, from: line),
                !ClusterInsiders.contain(user: entry.user.username, groups: entry.user.groups ?? [])
            else { continue }
            return Date(timestamp: entry.stageTimestamp)
        }
        return nil
    }
}
