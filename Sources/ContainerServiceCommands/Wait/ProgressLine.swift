// SPDX-License-Identifier: Apache-2.0

package import CommandLineKit
import Glibc

/// Shows the step that something is at: one line written anew on a terminal, otherwise a line for each change.
package final class ProgressLine {
    private let terminal: Terminal
    private let elapsed: @Sendable () -> Duration
    private let columns: @Sendable () -> Int
    private let rewrites: Bool
    private var shown = ""

    /// `columns` gives the width of the terminal, which may change; nothing else may be written until `end`.
    package init(
        terminal: Terminal,
        columns: @escaping @Sendable () -> Int = { terminalColumns() },
        elapsed: @escaping @Sendable () -> Duration
    ) {
        self.terminal = terminal
        self.elapsed = elapsed
        self.columns = columns
        self.rewrites = terminal.streams.outputIsTerminal
    }

    /// Shows `step` with the time that has passed.
    package func show(_ step: String) {
        let time = " (\(DurationText.text(elapsed())))"
        let line = Self.oneLine(step)
        if rewrites {
            terminal.write("\r\(Self.eraseToEnd)\(Self.shortened(line, to: columns() - time.count - 1))\(time)")
        } else if line != shown {
            terminal.say(line + time)
        }
        shown = line
    }

    /// Ends the line, so that others can write; the last step stays on it.
    package func end() {
        if rewrites, !shown.isEmpty { terminal.say() }
        shown = ""
    }

    private static let eraseToEnd = "\u{1B}[K"

    /// Without control characters, which a terminal could take for commands.
    private static func oneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 })
        )
    }

    private static func shortened(_ text: String, to width: Int) -> String {
        text.count <= width ? text : text.prefix(max(0, width - 3)) + "..."
    }
}

/// How many columns the terminal at the standard output has; 80 where that cannot be known.
package func terminalColumns() -> Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
}
