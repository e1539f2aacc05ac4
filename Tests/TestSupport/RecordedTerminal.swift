// SPDX-License-Identifier: Apache-2.0

import Basics
package import CommandLineKit

/// A terminal that writes down what is said and answers from a list.
package final class RecordedTerminal: Sendable {
    private let output = Locked("")
    private let errors = Locked("")
    private let input: Locked<[String]>
    private let isInteractive: Bool
    private let usesColor: Bool
    private let isQuiet: Bool

    /// `input` are the lines that will be read; the input ends after them.
    package init(input: [String] = [], isInteractive: Bool = false, usesColor: Bool = false, isQuiet: Bool = false) {
        self.input = Locked(input)
        self.isInteractive = isInteractive
        self.usesColor = usesColor
        self.isQuiet = isQuiet
    }

    /// What the code under test talks to.
    package var terminal: Terminal {
        let streams = TerminalStreams(
            write: { text in self.output.withLock { $0 += text } },
            writeError: { text in self.errors.withLock { $0 += text } },
            readLine: { question, _ in
                self.output.withLock { $0 += question }
                return self.input.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            },
            inputIsTerminal: isInteractive,
            outputIsTerminal: isInteractive
        )
        return Terminal(streams: streams, usesColor: usesColor, isQuiet: isQuiet)
    }

    /// All that was written to the standard output.
    package var text: String {
        output.withLock { $0 }
    }

    /// All that was written to the standard error output.
    package var errorText: String {
        errors.withLock { $0 }
    }
}
