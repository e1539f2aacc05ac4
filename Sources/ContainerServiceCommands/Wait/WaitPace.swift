// SPDX-License-Identifier: Apache-2.0

package import CommandLineKit

/// How a waiting command looks, measures time, and hears of Ctrl-C.
package struct WaitPace: Sendable {
    /// Between two looks.
    package let interval: Duration
    /// Starts to measure time; the result gives what has passed since.
    package let stopwatch: @Sendable () -> @Sendable () -> Duration
    package let listen: InterruptibleWait.Listen

    package init(
        interval: Duration,
        stopwatch: @escaping @Sendable () -> @Sendable () -> Duration,
        listen: @escaping InterruptibleWait.Listen
    ) {
        self.interval = interval
        self.stopwatch = stopwatch
        self.listen = listen
    }

    /// Two looks a second, by a clock that also runs while the machine sleeps.
    package static let standard = WaitPace(
        interval: .milliseconds(500),
        stopwatch: {
            let start = ContinuousClock.now
            return { ContinuousClock.now - start }
        },
        listen: { InterruptSignal.listen($0) }
    )
}
