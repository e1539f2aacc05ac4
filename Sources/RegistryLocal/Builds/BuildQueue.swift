// SPDX-License-Identifier: Apache-2.0

import Provisioning

/// Hands out the places for builds, in the order in which they were asked for.
actor BuildQueue {
    private struct Waiting {
        let number: Int
        let continuation: CheckedContinuation<Int?, Never>
    }

    private let mostWaiting: Int
    private var free: [Int]
    private var waiting: [Waiting] = []
    private var count = 0

    init(places: Int, mostWaiting: Int) {
        free = Array(0..<places)
        self.mostWaiting = mostWaiting
    }

    /// Whether somebody who asks now has to wait.
    var isFull: Bool { free.isEmpty }

    /// A place, once there is one; to be given back.
    func take() async throws -> Int {
        if !free.isEmpty { return free.removeFirst() }
        guard waiting.count < mostWaiting else { throw ImageBuildError.busy }
        count += 1
        let number = count
        let place = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Int?, Never>) in
                if Task.isCancelled {
                    continuation.resume(returning: nil)
                } else {
                    waiting.append(Waiting(number: number, continuation: continuation))
                }
            }
        } onCancel: {
            Task { await self.leave(number) }
        }
        guard let place else { throw CancellationError() }
        return place
    }

    func giveBack(_ place: Int) {
        if waiting.isEmpty {
            free.append(place)
        } else {
            waiting.removeFirst().continuation.resume(returning: place)
        }
    }

    private func leave(_ number: Int) {
        guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
        waiting.remove(at: index).continuation.resume(returning: nil)
    }
}
