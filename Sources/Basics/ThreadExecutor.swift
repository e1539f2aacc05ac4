// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Runs an actor on a queue of its own, so that blocking C calls never hold a thread of the cooperative pool.
package final class ThreadExecutor: SerialExecutor {
    private let queue: DispatchQueue

    package init(label: String) {
        queue = DispatchQueue(label: label)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        queue.async { unowned.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
