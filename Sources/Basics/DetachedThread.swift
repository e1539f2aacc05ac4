// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Threads for calls that block for as long as somebody else likes.
///
/// Any number of them may wait. The threads of Dispatch are about 250: once that many are held, nothing of what is left
/// to it runs, neither timers nor databases.
package enum DetachedThread {
    private final class Work {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs `body` on a new thread, which ends with it; false if the system gives no more threads.
    package static func run(_ body: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        // SAFETY: released by the thread, or below if there is none.
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread,
            &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                return nil
            },
            work.toOpaque()
        )
        if failure != 0 { work.release() }
        return failure == 0
    }
}
