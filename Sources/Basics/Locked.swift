// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A value behind a lock, for small state that several threads touch.
///
/// It stands in for `Synchronization.Mutex`, which the thread sanitizer does not understand.
package final class Locked<Value>: @unchecked Sendable {
    // SAFETY: `value` is touched between lock and unlock only; the mutex has an address of its own for its whole life.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    package init(_ value: sending Value) {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        self.value = value
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body` with exclusive access to the value; `body` must not block or call back into this lock.
    package func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
