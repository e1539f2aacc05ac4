// SPDX-License-Identifier: Apache-2.0

import API
import AccountManagement
import Authentication
import Basics
import FoundationEssentials
import Glibc
import HTTP
import Model
import Storage
import StorageSQLite
import TestSupport
import Testing

@Suite struct AuditRecorderTests {
    /// A store that is out of order.
    private struct BrokenStore: AuditStore {
        func appendAuditEvents(_: [AuditEvent]) async throws(StoreError) {
            throw .unavailable(reason: "no")
        }

        func auditEvents(_: AuditQuery) async throws(StoreError) -> [StoredAuditEvent] {
            []
        }

        func deleteAuditEvents(before _: Date, keeping _: Int) async throws(StoreError) {}
    }

    private static let clock = TimeSource { Date(timeIntervalSince1970: 1_517_334_075) }

    private static func event(_ target: String, account: String = "a") -> AuditEvent {
        AuditEvent(time: Date(timeIntervalSince1970: 1_517_334_074), action: "x.y", target: target, accountID: account)
    }

    private func lines(_ path: String) throws -> [AuditRecord] {
        let text = String(decoding: try #require(try Files.read(path)), as: UTF8.self)
        #expect(text.hasSuffix("\n"))
        return try text.split(separator: "\n").map { try JSONDecoder().decode(AuditRecord.self, from: Data($0.utf8)) }
    }

    @Test func eventsAreInTheFileAtOnceAndInTheStoreAfterwards() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/audit.log"
            let store = try await SQLiteStore.inMemory()
            let recorder = AuditRecorder(file: AuditFile(path: path), store: store, time: Self.clock, logger: .silent)
            recorder.record(Self.event("one\nline \"only\""))
            recorder.record(Self.event("two"))
            #expect(try lines(path).map(\.target) == ["one\nline \"only\"", "two"])
            #expect(try lines(path).first?.time == "2018-01-30T17:41:14.000Z")
            await recorder.flush()
            let stored = try await store.auditEvents(AuditQuery(accountID: "a", limit: 10))
            #expect(stored.map(\.event) == [Self.event("two"), Self.event("one\nline \"only\"")])
            var information = stat()
            try #require(stat(path, &information) == 0)
            #expect(information.st_mode & 0o777 == 0o600)
            await store.close()
        }
    }

    @Test func filesChangeWhenTheyAreFullAndTheOldestGoes() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/audit.log"
            let size = 500
            var file = AuditFile(path: path, maximumSize: size, generations: 2)
            for number in 0..<20 {
                // Another process goes on where one stopped.
                if number == 3 { file = AuditFile(path: path, maximumSize: size, generations: 2) }
                try file.append(Self.event("\(number)"))
            }
            var kept: [String] = []
            for name in ["audit.log.2", "audit.log.1", "audit.log"] {
                let data = try #require(try Files.read("\(directory)/\(name)"))
                #expect(data.count <= size)
                kept += try lines("\(directory)/\(name)").map(\.target)
            }
            #expect(kept == (20 - kept.count..<20).map(String.init))
            #expect(!Files.exists("\(directory)/audit.log.3"))
        }
    }

    @Test func failuresAreLoggedAndHurtNobody() async throws {
        let events = Locked<[LogEvent]>([])
        let logger = Logger { event in events.withLock { $0.append(event) } }
        let file = AuditFile(path: "/dev/null/audit.log")
        let recorder = AuditRecorder(file: file, store: BrokenStore(), logger: logger)
        recorder.record(Self.event("one"))
        await recorder.flush()
        #expect(events.withLock { $0 }.map(\.level) == [.error, .error])
    }

    @Test func whatIsRecordedAtOnceIsStoredInFull() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/audit.log"
            let store = try await SQLiteStore.inMemory()
            let recorder = AuditRecorder(file: AuditFile(path: path), store: store, time: Self.clock, logger: .silent)
            await withTaskGroup { group in
                for number in 0..<200 {
                    group.addTask {
                        recorder.record(Self.event("\(number)"))
                        if number % 50 == 0 { await recorder.flush() }
                    }
                }
            }
            await recorder.flush()
            let stored = try await store.auditEvents(AuditQuery(accountID: "a", limit: 1000))
            #expect(Set(stored.map(\.event.target)).count == 200 && stored.count == 200)
            #expect(try lines(path).count == 200)
            await store.close()
        }
    }

    @Test func theOwnerOfTheAccountReadsItPageByPage() async throws {
        try await withTemporaryDirectory { directory in
            let store = try await SQLiteStore.inMemory()
            let fixture = try await IdentityFixture(over: store)
            let recorder = AuditRecorder(
                file: AuditFile(path: "\(directory)/audit.log"),
                store: store,
                time: Self.clock,
                logger: .silent
            )
            var router = Router()
            let authenticator = fixture.authenticator
            router.mount(
                AuditRoutes(recorder: recorder, store: store, authenticator: authenticator, logger: .silent)
            )
            for number in 0..<5 { recorder.record(Self.event("\(number)", account: fixture.home)) }
            recorder.record(Self.event("foreign", account: fixture.foreign))
            let token = try await fixture.tokens(fixture.apiKeyForm()).accessToken
            guard case .found(let handler, _) = router.match(.get, "/v1/audit") else {
                Issue.record("no route")
                return
            }
            func get(_ query: [(name: String, value: String)], token: String) async throws -> HTTPResponse {
                let headers: HTTPHeaders = ["Authorization": "Bearer \(token)"]
                return try await handler(
                    HTTPRequest(method: .get, path: "/v1/audit", query: query, headers: headers)
                )
            }
            var targets: [String] = []
            var before = ""
            for _ in 0..<3 {
                let response = try await get([("limit", "2"), ("before", before), ("action", "x.")], token: token)
                #expect(response.status == 200)
                let page = try JSONDecoder().decode(AuditPage.self, from: response.bytes)
                targets += page.events.map(\.target)
                before = page.next ?? ""
            }
            #expect(targets == ["4", "3", "2", "1", "0"] && before.isEmpty)
            let none = try await get([("action", "iam")], token: token)
            #expect(try JSONDecoder().decode(AuditPage.self, from: none.bytes).events.isEmpty)
            for query in [("limit", "0"), ("limit", "1001"), ("before", "x")] {
                #expect(try await get([query], token: token).status == 400)
            }
            let unscoped = try await fixture.tokens(fixture.passwordForm()).accessToken
            #expect(try await get([], token: unscoped).status == 400)
            #expect(try await get([], token: "x").status == 401)
            await store.close()
        }
    }
}
