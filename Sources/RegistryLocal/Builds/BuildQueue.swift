// SPDX-License-Identifier: Apache-2.0

import Provisioning

/// Hands out the places for builds.
///
/// A place that gets free goes to the account whose turn was longest ago, and there to who asked first: whoever builds a
/// lot holds up nobody else for long.
package actor BuildQueue {
    private struct Waiting {
        let number: Int
        let accountID: String
        let continuation: CheckedContinuation<Int?, Never>
    }

    private let mostWaiting: Int
    private var free: [Int]
    private let places: Int
    private var waiting: [Waiting] = []
    private var count = 0
    /// Which turn was each account's last; forgotten while nobody builds.
    private var lastTurns: [String: Int] = [:]
    private var turns = 0

    /// Half of those who may wait may be of one account.
    package init(places: Int, mostWaiting: Int) {
        free = Array(0..<places)
        self.places = places
        self.mostWaiting = mostWaiting
    }

    /// Whether somebody who asks now has to wait.
    package var isFull: Bool { free.isEmpty }

    /// How many wait.
    package var waitingCount: Int { waiting.count }

    /// A place, once there is one; to be given back.
    package func take(for accountID: String) async throws -> Int {
        if !free.isEmpty {
            noteTurn(of: accountID)
            return free.removeFirst()
        }
        let ofAccount = waiting.count { $0.accountID == accountID }
        guard waiting.count < mostWaiting, ofAccount < max(1, mostWaiting / 2) else { throw ImageBuildError.busy }
        count += 1
        let number = count
        let place = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Int?, Never>) in
                if Task.isCancelled {
                    continuation.resume(returning: nil)
                } else {
                    waiting.append(Waiting(number: number, accountID: accountID, continuation: continuation))
                }
            }
        } onCancel: {
            Task { await self.leave(number) }
        }
        guard let place else { throw CancellationError() }
        return place
    }

    package func giveBack(_ place: Int) {
        let next = waiting.indices.min { lastTurn(of: waiting[$0]) < lastTurn(of: waiting[$1]) }
        if let next {
            let chosen = waiting.remove(at: next)
            noteTurn(of: chosen.accountID)
            chosen.continuation.resume(returning: place)
        } else {
            free.append(place)
            if free.count == places { lastTurns = [:] }
        }
    }

    private func lastTurn(of waiting: Waiting) -> Int { lastTurns[waiting.accountID] ?? 0 }

    private func noteTurn(of accountID: String) {
        turns += 1
        lastTurns[accountID] = turns
    }

    private func leave(_ number: Int) {
        guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
        waiting.remove(at: index).continuation.resume(returning: nil)
    }
}
