// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import Cryptography
import FoundationEssentials
import HTTP
import IAM
import Model
import TestSupport
import Testing

@Suite struct SigningKeyRotationTests {
    private static let day = 86_400.0

    /// Keys in a folder, a rotation at an age of 30 days, and what it told.
    private struct Fixture {
        let clock = Locked(Date(timeIntervalSince1970: 1_517_334_074))
        let audited = RecordedAuditLog()
        let events = Locked<[LogEvent]>([])
        let changes = Locked(0)
        let folder: SigningKeyFolder
        let ring: SigningKeyRing
        let rotation: SigningKeyRotation

        init(_ directory: String) throws {
            let (clock, events, changes) = (clock, events, changes)
            let time = TimeSource { clock.withLock { $0 } }
            folder = SigningKeyFolder(path: directory + "/keys", time: time)
            ring = SigningKeyRing(try folder.prepare(adopting: directory + "/single.pem"))
            rotation = SigningKeyRotation(
                folder: folder,
                ring: ring,
                maximumAge: 30 * day,
                audit: audited,
                time: time,
                logger: Logger { event in events.withLock { $0.append(event) } },
                changed: { changes.withLock { $0 += 1 } }
            )
        }

        var keyIDs: [String] { ring.current.keys.map(\.keyID) }

        func advance(_ seconds: Double) {
            clock.withLock { $0 += seconds }
        }
    }

    @Test func theKeyChangesWithAgeAndTheOldOneGoesLater() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try Fixture(directory)
            await fixture.rotation.look()
            fixture.advance(30 * Self.day - 1)
            await fixture.rotation.look()
            #expect(fixture.keyIDs == ["20180130-17:41:14"])
            #expect(fixture.changes.withLock { $0 } == 0)
            fixture.advance(1)
            await fixture.rotation.look()
            await fixture.rotation.look()
            #expect(fixture.keyIDs == ["20180301-17:41:14", "20180130-17:41:14"])
            #expect(fixture.changes.withLock { $0 } == 1)
            fixture.advance(SigningKeySet.retirement)
            await fixture.rotation.look()
            #expect(fixture.keyIDs == ["20180301-17:41:14"])
            let acts = fixture.audited.events.map { "\($0.action) \($0.target)" }
            #expect(acts == ["iam.signing-key.add 20180301-17:41:14", "iam.signing-key.remove 20180130-17:41:14"])
        }
    }

    @Test func whatACommandDoesIsTakenOver() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try Fixture(directory)
            await fixture.rotation.start(every: .milliseconds(5))
            let old = try #require(fixture.ring.current.keys.first)
            let new = try fixture.folder.add()
            let hasBoth = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
                fixture.keyIDs == [new.keyID, old.keyID] ? true : nil
            }
            #expect(hasBoth == true)
            try fixture.folder.remove(old)
            let hasOne = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
                fixture.keyIDs == [new.keyID] ? true : nil
            }
            #expect(hasOne == true)
            await fixture.rotation.stop()
            #expect(fixture.keyIDs == [new.keyID])
            #expect(fixture.changes.withLock { $0 } == 2)
        }
    }

    @Test func aBrokenFolderLeavesTheKeysAndIsSaidOnce() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try Fixture(directory)
            let before = fixture.keyIDs
            try Files.write(Data("nonsense".utf8), to: directory + "/keys/other.pem")
            for _ in 0..<3 { await fixture.rotation.look() }
            #expect(fixture.keyIDs == before)
            #expect(fixture.events.withLock { $0.filter { $0.level == .error }.count } == 1)
            try Files.remove(directory + "/keys/other.pem")
            try fixture.folder.add()
            await fixture.rotation.look()
            #expect(fixture.keyIDs.count == 2)
        }
    }

    @Test func aDroppedKeyOpensNothingFromThenOn() async throws {
        let fixture = try await IdentityFixture()
        let session = try await fixture.tokens(fixture.passwordForm())
        let request = HTTPRequest(method: .get, path: "/", headers: ["Authorization": "Bearer \(session.accessToken)"])
        _ = try await fixture.authenticator.principal(of: request)
        let old = fixture.keys.current.keys
        let new = SigningKey(try .rsa2048(), keyID: "20180130-18:00:00", createdAt: .now)

        fixture.keys.replace(with: try SigningKeySet(old + [new]))
        _ = try await fixture.authenticator.principal(of: request)
        let renewed = try await fixture.tokens(fixture.refreshForm(session.refreshToken))
        let header = try #require(Base64URL.decode(renewed.accessToken.prefix { $0 != "." }))
        #expect(String(decoding: header, as: UTF8.self).contains("20180130-18:00:00"))

        fixture.keys.replace(with: try SigningKeySet([new]))
        await #expect(throws: (any Error).self) { try await fixture.authenticator.principal(of: request) }
        let published = try JSONDecoder().decode(
            JSONWebKeySet.self,
            from: try await fixture.get("/identity/keys").bytes
        )
        #expect(published.keys.map(\.keyID) == ["20180130-18:00:00"])
        // The session goes on: its refresh token was signed by nobody.
        _ = try await fixture.tokens(fixture.refreshForm(renewed.refreshToken))
    }
}
