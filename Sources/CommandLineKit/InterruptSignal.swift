// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Synchronization

/// Where the signal handler writes a byte to; -1 while nobody listens.
private let wakeDescriptor = Atomic<Int32>(-1)

/// Wakes the listener, with calls that a signal handler may make only.
///
/// A dispatch source for signals alone would not do: it sees a signal only if no thread lets it in.
private let wakeListener: @convention(c) (Int32) -> Void = { _ in
    let saved = errno
    var byte: UInt8 = 0
    _ = write(wakeDescriptor.load(ordering: .relaxed), &byte, 1)
    errno = saved
}

/// What Ctrl-C means for as long as somebody listens.
package enum InterruptSignal {
    /// Ends listening.
    package typealias Stop = () -> Void

    /// Calls `handler` at Ctrl-C instead of ending the program, until the result is called.
    ///
    /// One at a time may listen in a process.
    package static func listen(_ handler: @escaping @Sendable () -> Void) -> Stop {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return {} }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        let (reader, writer) = (ends[0], ends[1])
        let source = DispatchSource.makeReadSource(fileDescriptor: reader, queue: .global())
        source.setEventHandler {
            var byte: UInt8 = 0
            while read(reader, &byte, 1) > 0 {}
            handler()
        }
        source.setCancelHandler {
            close(reader)
            close(writer)
        }
        source.resume()
        wakeDescriptor.store(writer, ordering: .relaxed)
        let former = signal(SIGINT, wakeListener)
        return {
            signal(SIGINT, former)
            wakeDescriptor.store(-1, ordering: .relaxed)
            source.cancel()
        }
    }
}
