// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit

/// A line on the terminal that shows how far a download is; nothing where nobody watches or wants to.
final class DownloadProgress: Sendable {
    private struct State {
        var received = 0
        var lastShown: ContinuousClock.Instant?
    }

    private static let clearLine = "\r\u{1B}[K"
    private static let interval = Duration.milliseconds(100)

    private let terminal: Terminal
    private let isShown: Bool
    private let state = Locked(State())

    init(_ report: Report) {
        terminal = report.terminal
        isShown = terminal.streams.outputIsTerminal && !report.isResultAlone
    }

    /// Takes note of how much is there, and of how much there will be if that is known.
    @Sendable func update(_ received: Int, _ expected: Int?) {
        let isDue = state.withLock { state in
            state.received = received
            let now = ContinuousClock.now
            guard state.lastShown.map({ now - $0 >= Self.interval }) ?? true else { return false }
            state.lastShown = now
            return true
        }
        guard isDue, isShown else { return }
        let whole = expected.flatMap { $0 > 0 ? " of \(Self.size($0)), \(received * 100 / $0) %" : nil }
        terminal.write("\(Self.clearLine)\(Self.size(received))\(whole ?? "")")
    }

    /// Clears the line.
    func end() {
        let wasShown = state.withLock { $0.lastShown != nil }
        if wasShown, isShown { terminal.write(Self.clearLine) }
    }

    private static func size(_ bytes: Int) -> String {
        let tenths = bytes * 10 / (1 << 20)
        return "\(tenths / 10).\(tenths % 10) MiB"
    }
}
