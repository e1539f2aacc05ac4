// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit

/// Shows what a build says as it comes.
final class BuildLog: Sendable {
    private let terminal: Terminal
    /// Whether the last line that was shown lacks its end.
    private let isWithinLine = Locked(false)

    init(_ terminal: Terminal) {
        self.terminal = terminal
    }

    func show(_ line: RegistryBuildLine) {
        if let text = line.stream, !text.isEmpty {
            terminal.write(text)
            isWithinLine.withLock { $0 = !text.hasSuffix("\n") }
        }
        if let status = line.status {
            end()
            terminal.say(status)
        }
    }

    /// Ends a line that lacks its end.
    func end() {
        let wasWithinLine = isWithinLine.withLock { value in
            defer { value = false }
            return value
        }
        if wasWithinLine { terminal.say() }
    }
}
