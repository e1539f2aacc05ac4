// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import HTTP
import Model

/// Which part of the policies is wanted, and in which order.
struct PolicyListRequest: Sendable {
    private static let limits = 1...100
    private static let fields: [String: @Sendable (AccessPolicy) -> String] = [
        "id": { $0.id },
        "href": { $0.id },
        "type": { _ in "" },
        "state": { _ in "" },
        "created_at": { $0.createdAt.millisecondText },
        "created_by_id": { $0.createdBy },
        "last_modified_at": { $0.modifiedAt.millisecondText },
        "last_modified_by_id": { $0.modifiedBy },
    ]

    /// Nil for all that there are.
    let limit: Int?
    private let start: ListPosition?
    private let text: @Sendable (AccessPolicy) -> String
    private let isDescending: Bool
    private let isEmpty: Bool

    init(_ request: HTTPRequest) throws {
        let wanted = request.queryValue("sort") ?? "created_at"
        isDescending = wanted.hasPrefix("-")
        guard let text = Self.fields[isDescending ? String(wanted.dropFirst()) : wanted] else {
            let known = Self.fields.keys.sorted().joined(separator: ", ")
            throw APIError.impossibleValue("sort", "use one of \(known), with - before it for the last one first")
        }
        self.text = text
        limit = try request.queryValue("limit").map(Self.limit)
        start = try request.queryValue("start").map { try ListPosition(token: $0, name: "start") }
        isEmpty = try Self.asksForOthers(request)
    }

    /// The wanted part of `policies`, and where the next one begins.
    func page(of policies: [AccessPolicy]) throws -> (policies: [AccessPolicy], next: String?) {
        if isEmpty { return ([], nil) }
        var sorted = policies.map { (place: ListPosition(text: text($0), id: $0.id), policy: $0) }
            .sorted { isBefore($0.place, $1.place) }
        if let start { sorted.removeAll { !isBefore(start, $0.place) } }
        let page = sorted.prefix(limit ?? sorted.count)
        let next = page.count < sorted.count ? try page.last?.place.token() : nil
        return (page.map(\.policy), next)
    }

    private func isBefore(_ left: ListPosition, _ right: ListPosition) -> Bool {
        isDescending ? right < left : left < right
    }

    private static func limit(_ text: String) throws -> Int {
        guard let limit = Int(text), limits.contains(limit) else {
            throw APIError.impossibleValue("limit", "it must be from 1 to 100")
        }
        return limit
    }

    /// Whether only policies are wanted of a kind that is not here.
    private static func asksForOthers(_ request: HTTPRequest) throws -> Bool {
        let kinds: [(name: String, here: String, elsewhere: String)] = [
            ("type", "access", "authorization"), ("service_type", "service", "platform_service"),
            ("state", "active", "deleted"),
        ]
        for kind in kinds {
            guard let value = request.queryValue(kind.name) else { continue }
            if value == kind.elsewhere { return true }
            guard value == kind.here else {
                throw APIError.impossibleValue(kind.name, "use \(kind.here) or \(kind.elsewhere)")
            }
        }
        return ["access_group_id", "tag_name", "tag_value"].contains { request.queryValue($0) != nil }
    }
}
