// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
import Model

/// Which part of a list is wanted, and in which order.
///
/// The token of a page names the item before its first by order and identifier: whatever is made or deleted between two
/// calls, nothing that was there all the time is shown twice or left out.
struct ListRequest: Sendable {
    private static let sizes = 1...100
    private static let defaultSize = 20

    let size: Int
    private let position: ListPosition?
    private let sort: String
    private let isDescending: Bool

    init(_ request: HTTPRequest) throws {
        size = try Self.size(request.queryValue("pagesize"))
        position = try request.queryValue("pagetoken").flatMap {
            $0.isEmpty ? nil : try ListPosition(token: $0, name: "pagetoken")
        }
        sort = request.queryValue("sort") ?? "created_at"
        guard ["name", "description", "created_at", "created_by", "modified_at"].contains(sort) else {
            throw APIError.impossibleValue("sort", "use name, description, created_at, created_by or modified_at")
        }
        switch request.queryValue("order") ?? "asc" {
        case "asc": isDescending = false
        case "desc": isDescending = true
        default: throw APIError.impossibleValue("order", "use asc or desc")
        }
    }

    /// The wanted part of `things`.
    func page<Thing: ChangeableThing>(of things: [Thing]) throws -> ListPage<Thing> {
        let sorted = things.map { (place: ListPosition(text: text(of: $0), id: $0.id), thing: $0) }
            .sorted { isBefore($0.place, $1.place) }
        let start = position.map { position in
            sorted.firstIndex { isBefore(position, $0.place) } ?? sorted.count
        }
        let offset = start ?? 0
        let end = min(sorted.count, offset + size)
        func token(after index: Int) throws -> String {
            index < 0 ? "" : try sorted[index].place.token()
        }
        return ListPage(
            items: sorted[offset..<end].map(\.thing),
            offset: offset,
            next: end < sorted.count ? try token(after: end - 1) : nil,
            previous: offset > 0 ? try token(after: offset - size - 1) : nil
        )
    }

    private func isBefore(_ left: ListPosition, _ right: ListPosition) -> Bool {
        isDescending ? right < left : left < right
    }

    private func text(of thing: some ChangeableThing) -> String {
        switch sort {
        case "name": thing.name
        case "description": thing.description
        case "created_by": (thing as? APIKey)?.createdBy ?? ""
        case "modified_at": thing.modifiedAt.millisecondText
        default: thing.createdAt.millisecondText
        }
    }

    private static func size(_ text: String?) throws -> Int {
        guard let text, !text.isEmpty else { return defaultSize }
        guard let size = Int(text), sizes.contains(size) else {
            throw APIError.impossibleValue("pagesize", "it must be from 1 to 100")
        }
        return size
    }
}

/// A part of a list.
struct ListPage<Item: Sendable>: Sendable {
    let items: [Item]
    /// How many items come before.
    let offset: Int
    /// The token of the next page; nil on the last one.
    let next: String?
    /// The token of the page before; nil on the first one, empty if that is the first one.
    let previous: String?
}

/// Makes the links of a page.
struct PageLinks: Sendable {
    private let address: String
    private let items: [(name: String, value: String)]

    /// For the list that `request` asked for, on the server at `publicURL`.
    init(_ request: HTTPRequest, publicURL: String) {
        address = publicURL + request.path
        items = request.query.filter { $0.name != "pagetoken" }
    }

    /// The address of the page with this token; of the first page if it is empty.
    func link(_ token: String) -> String {
        let items = items + (token.isEmpty ? [] : [(name: "pagetoken", value: token)])
        return items.isEmpty
            ? address : address + "?" + String(decoding: PercentCoding.encodeForm(items), as: UTF8.self)
    }
}
