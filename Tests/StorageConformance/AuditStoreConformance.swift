// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `AuditStore` must do; accounts say whose acts outside any account are seen.
package enum AuditStoreConformance {
    private typealias Store = any AccountStore & AuditStore

    private static let start = Date(timeIntervalSince1970: 1_517_000_000)

    package static let checks: [ConformanceCheck<any AccountStore & AuditStore>] = [
        .init("an event is read back whole", eventIsReadBack),
        .init("events come newest first and page by page", eventsComeInPages),
        .init("an account sees its events and those of its people", accountSeesItsOwn),
        .init("actions are found by how they begin", actionsAreFoundByPrefix),
        .init("old and surplus events are deleted", oldAndSurplusAreDeleted),
    ]

    private static func event(
        _ target: String,
        account: String = "a",
        iamID: String = "",
        seconds: Double = 0
    )
        -> AuditEvent
    {
        AuditEvent(
            time: start + seconds,
            iamID: iamID,
            userName: "u@example.com",
            action: "iam.sign-in",
            target: target,
            accountID: account,
            address: "192.0.2.1",
            result: "E1",
            requestID: "r"
        )
    }

    private static func targets(_ store: Store, _ query: AuditQuery) async throws -> [String] {
        try await store.auditEvents(query).map(\.event.target)
    }

    private static func eventIsReadBack(_ store: Store) async throws {
        try await store.appendAuditEvents([event("1", iamID: "i", seconds: 0.125)])
        let found = try await store.auditEvents(AuditQuery(accountID: "a", limit: 10))
        #expect(found.map(\.event) == [event("1", iamID: "i", seconds: 0.125)])
    }

    private static func eventsComeInPages(_ store: Store) async throws {
        try await store.appendAuditEvents([])
        try await store.appendAuditEvents((0..<3).map { event("\($0)") })
        try await store.appendAuditEvents((3..<5).map { event("\($0)") })
        var query = AuditQuery(accountID: "a", limit: 2)
        var pages: [[String]] = []
        for _ in 0..<3 {
            let page = try await store.auditEvents(query)
            pages.append(page.map(\.event.target))
            query.before = page.last?.number ?? 0
        }
        #expect(pages == [["4", "3"], ["2", "1"], ["0"]])
    }

    private static func accountSeesItsOwn(_ store: Store) async throws {
        for (id, owner) in [("a", "one"), ("b", "two")] {
            let account = Account(id: id, name: id, ownerIAMID: owner, createdAt: start, updatedAt: start)
            try await store.createAccount(account)
        }
        try await store.appendAuditEvents([
            event("1", account: "a", iamID: "two"), event("2", account: "b", iamID: "one"),
            event("3", account: "", iamID: "one"), event("4", account: "", iamID: "two"), event("5", account: ""),
        ])
        #expect(try await targets(store, AuditQuery(accountID: "a", limit: 10)) == ["3", "1"])
        #expect(try await targets(store, AuditQuery(accountID: "b", limit: 10)) == ["4", "2"])
        #expect(try await targets(store, AuditQuery(accountID: "c", limit: 10)) == [])
    }

    private static func actionsAreFoundByPrefix(_ store: Store) async throws {
        try await store.appendAuditEvents([event("1")])
        for (prefix, isFound) in [("", true), ("iam.", true), ("iam.sign-in", true), ("IAM", false), ("%", false)] {
            let query = AuditQuery(accountID: "a", actionPrefix: prefix, limit: 10)
            #expect(try await targets(store, query) == (isFound ? ["1"] : []))
        }
    }

    private static func oldAndSurplusAreDeleted(_ store: Store) async throws {
        try await store.appendAuditEvents((0..<6).map { event("\($0)", seconds: Double($0)) })
        try await store.deleteAuditEvents(before: start + 2, keeping: 10)
        #expect(try await targets(store, AuditQuery(accountID: "a", limit: 10)) == ["5", "4", "3", "2"])
        try await store.deleteAuditEvents(before: start, keeping: 3)
        #expect(try await targets(store, AuditQuery(accountID: "a", limit: 10)) == ["5", "4", "3"])
        try await store.deleteAuditEvents(before: start + 10, keeping: 3)
        try await store.appendAuditEvents([event("new", seconds: 20)])
        let last = try await store.auditEvents(AuditQuery(accountID: "a", limit: 10))
        #expect(last.map(\.number) == [7])
    }
}
