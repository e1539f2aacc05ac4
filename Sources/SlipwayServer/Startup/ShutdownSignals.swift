// SPDX-License-Identifier: Apache-2.0

import Basics
import Glibc

/// SIGTERM and SIGINT as values instead of a sudden end.
package enum ShutdownSignals {
    /// Keeps both signals, and SIGPIPE, from ending the process.
    ///
    /// Must run before there is a second thread: threads inherit what is blocked.
    package static func block() {
        var signals = set()
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Gives the first signal; a second one ends the process at once, for whoever does not want to wait.
    package static func stream() -> AsyncStream<Int32> {
        AsyncStream { continuation in
            let isStarted = DetachedThread.run {
                var signals = set()
                var number: Int32 = 0
                sigwait(&signals, &number)
                continuation.yield(number)
                sigwait(&signals, &number)
                _exit(1)
            }
            precondition(isStarted, "a process that begins can have a thread")
        }
    }

    private static func set() -> sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        return signals
    }
}
