// SPDX-License-Identifier: Apache-2.0

import Basics
import Provisioning
import RegistryLocal
import Testing

struct BuildQueueTests {
    /// A queue with one place, which `ann` has.
    private static func taken(mostWaiting: Int) async throws -> (BuildQueue, place: Int) {
        let queue = BuildQueue(places: 1, mostWaiting: mostWaiting)
        return (queue, try await queue.take(for: "ann"))
    }

    /// Asks for a place and returns once the queue knows.
    private static func wait(in queue: BuildQueue, for account: String) async throws -> Task<Int, any Error> {
        let before = await queue.waitingCount
        let task = Task { try await queue.take(for: account) }
        let isWaiting = try await Deadline.poll(every: .milliseconds(1), limit: .seconds(60)) {
            await queue.waitingCount > before ? true : nil
        }
        try #require(isWaiting == true)
        return task
    }

    @Test func accountsTakeTurns() async throws {
        let (queue, place) = try await Self.taken(mostWaiting: 8)
        let served = Locked<[String]>([])
        var tasks: [Task<Void, any Error>] = []
        for account in ["ann", "ann", "ann", "bob", "eve", "bob"] {
            let turn = try await Self.wait(in: queue, for: account)
            tasks.append(
                Task {
                    let place = try await turn.value
                    served.withLock { $0.append(account) }
                    await queue.giveBack(place)
                }
            )
        }
        await queue.giveBack(place)
        for task in tasks { try await task.value }
        #expect(served.withLock { $0 } == ["bob", "eve", "ann", "bob", "ann", "ann"])
        #expect(await !queue.isFull)
    }

    @Test func oneAccountLeavesRoomForOthers() async throws {
        let (queue, place) = try await Self.taken(mostWaiting: 4)
        var tasks = [try await Self.wait(in: queue, for: "ann"), try await Self.wait(in: queue, for: "ann")]
        await #expect(throws: ImageBuildError.busy) { try await queue.take(for: "ann") }
        for account in ["bob", "eve"] { tasks.append(try await Self.wait(in: queue, for: account)) }
        await #expect(throws: ImageBuildError.busy) { try await queue.take(for: "joe") }
        for task in tasks { task.cancel() }
        for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
        await queue.giveBack(place)
        #expect(try await queue.take(for: "joe") == place)
    }
}
