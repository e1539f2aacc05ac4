// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Testing

@Suite struct SmallPartsTests {
    @Test func pausesDoubleUpToTheLimit() {
        var backoff = Backoff(first: .milliseconds(100), limit: .milliseconds(500))
        let pauses = (0..<5).map { _ in backoff.next() }
        #expect(pauses == [100, 200, 400, 500, 500].map { .milliseconds($0) })
        backoff.reset()
        #expect(backoff.next() == .milliseconds(100))
    }

    @Test func randomTextHasTheRightLengthAndAlphabet() {
        let hex = RandomText.hex(byteCount: 16)
        #expect(hex.count == 32)
        #expect(hex.allSatisfy { "0123456789abcdef".contains($0) })
        let text = RandomText.base64URL(count: 2000)
        #expect(text.count == 2000)
        #expect(Set(text).count == 64)
        #expect(RandomText.hex(byteCount: 16) != hex)
        #expect(RandomText.bytes(0).isEmpty)
    }

    @Test func orderedIdentifiersComeInOrderAndDiffer() {
        let identifiers = (0..<3).map { _ in RandomText.orderedIdentifier() }
        #expect(identifiers.allSatisfy { $0.count == 40 })
        #expect(identifiers.map { $0.prefix(8) } == identifiers.map { $0.prefix(8) }.sorted())
        #expect(Set(identifiers).count == 3)
    }

    @Test func lockedValueLosesNoChange() async {
        let count = Locked(0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<1000 { count.withLock { $0 += 1 } } }
            }
        }
        #expect(count.withLock { $0 } == 8000)
    }

    @Test func lockIsFreeAfterAnError() {
        struct Refusal: Error {}
        let value = Locked(1)
        #expect(throws: Refusal.self) { try value.withLock { _ in throw Refusal() } }
        #expect(value.withLock { $0 } == 1)
    }

    @Test func pollingEndsWithTheValueOrTheLimit() async throws {
        var asked = 0
        let found: Int? = try await Deadline.poll(every: .milliseconds(1), limit: .seconds(60)) {
            asked += 1
            return asked == 3 ? asked : nil
        }
        #expect(found == 3)
        let none: Int? = try await Deadline.poll(every: .milliseconds(1), limit: .zero) { nil }
        #expect(none == nil)
    }

    @Test func loggerAddsItsMetadata() {
        let events = Locked<[LogEvent]>([])
        let logger = Logger { event in events.withLock { $0.append(event) } }.with(["a": "1", "b": "1"])
        logger.warning("disk is nearly full", ["b": "2"])
        let event = events.withLock { $0.first }
        #expect(event?.level == .warning)
        #expect(event?.message == "disk is nearly full")
        #expect(event?.metadata == ["a": "1", "b": "2"])
    }
}
