// SPDX-License-Identifier: Apache-2.0

import Basics
package import FoundationEssentials

/// What the administrator of the service has to say to its users: a folder with a file for each notice.
package struct NoticeFolder: Sendable {
    /// What is said, and since when.
    package struct Notice: Sendable, Equatable {
        /// 8 hexadecimal digits.
        package let id: String
        package let text: String
        package let createdAt: Date
    }

    private struct Content: Codable {
        let text: String
        let createdAt: String
    }

    private let path: String

    package init(path: String) {
        self.path = path
    }

    /// All notices, oldest first; a file that is none is passed over.
    package func notices() throws -> [Notice] {
        guard Files.exists(path) else { return [] }
        let notices = try FileManager.default.contentsOfDirectory(atPath: path).compactMap { name -> Notice? in
            guard name.hasSuffix(".json"), let data = try Files.read("\(path)/\(name)"),
                let content = try? JSONDecoder().decode(Content.self, from: data),
                let date = Date(timestamp: content.createdAt)
            else { return nil }
            return Notice(id: String(name.dropLast(".json".count)), text: content.text, createdAt: date)
        }
        return notices.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    /// Says something from now on, and tells under which id.
    package func add(_ text: String, at date: Date) throws -> Notice {
        let notice = Notice(id: RandomText.hex(byteCount: 4), text: text, createdAt: date)
        try Files.makeDirectory(path)
        let content = Content(text: text, createdAt: date.compactOffsetText)
        try Files.write(try JSONEncoder().encode(content), to: "\(path)/\(notice.id).json")
        return notice
    }

    /// Says it no longer; false if there is no such notice.
    package func remove(_ id: String) throws -> Bool {
        guard try notices().contains(where: { $0.id == id }) else { return false }
        try Files.remove("\(path)/\(id).json")
        return true
    }
}
