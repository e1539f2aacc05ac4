// SPDX-License-Identifier: Apache-2.0

/// What the programs say and ask, in one form: all human messages go to the standard output.
package struct Terminal: Sendable {
    package let streams: TerminalStreams
    /// Whether texts are coloured.
    package let usesColor: Bool
    /// Whether all commands say no more than their results.
    package let isQuiet: Bool

    package init(streams: TerminalStreams, usesColor: Bool, isQuiet: Bool = false) {
        self.streams = streams
        self.usesColor = usesColor
        self.isQuiet = isQuiet
    }

    /// The terminal of this process.
    ///
    /// `BLUEMIX_COLOR` wins over the stored setting, that over `NO_COLOR` and what the output is.
    package static func standard(environment: [String: String], storedColor: String? = nil) -> Terminal {
        let streams = TerminalStreams.standard
        return Terminal(
            streams: streams,
            usesColor: usesColor(environment, storedColor: storedColor, isTerminal: streams.outputIsTerminal),
            isQuiet: environment[quietVariable]?.lowercased() == "true"
        )
    }

    /// The environment variable that makes commands quiet; a `-q` in front of a command reaches plug-ins by it.
    package static let quietVariable = "BLUEMIX_QUIET"

    /// The same terminal for commands that say no more than their results.
    package var quiet: Terminal {
        Terminal(streams: streams, usesColor: usesColor, isQuiet: true)
    }

    /// Whether texts are coloured, by the rules of `standard`.
    package static func usesColor(
        _ environment: [String: String],
        storedColor: String?,
        isTerminal: Bool
    ) -> Bool {
        for choice in [environment["BLUEMIX_COLOR"], storedColor].compactMap(\.self) {
            switch choice.lowercased() {
            case "true": return true
            case "false": return false
            default: continue
            }
        }
        return environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb" && isTerminal
    }

    /// Whether someone sits at both ends: prompts and progress make sense.
    package var isInteractive: Bool {
        streams.inputIsTerminal && streams.outputIsTerminal
    }

    /// Writes a line.
    package func say(_ text: String = "") {
        streams.write(text + "\n")
    }

    /// Writes text without a line end.
    package func write(_ text: String) {
        streams.write(text)
    }

    /// Writes the line that says that all went well.
    package func ok() {
        say(styled("OK", .success))
    }

    /// Writes that the command failed and why.
    package func failed(_ message: String) {
        say(styled("FAILED", .failure))
        say(message)
        say()
    }

    /// Writes a warning.
    package func warn(_ message: String) {
        say(styled(message, .warning))
    }

    /// Writes advice that may be ignored.
    package func tip(_ message: String) {
        say("Tip: " + message)
    }

    /// A command to type, in quotes.
    package func command(_ text: String) -> String {
        "'" + styled(text, .command) + "'"
    }

    /// The name of a thing.
    package func entity(_ name: String) -> String {
        styled(name, .entity)
    }

    /// The name of a thing, in quotes.
    package func quoted(_ name: String) -> String {
        "'" + styled(name, .entity) + "'"
    }

    /// `text` in `style` where colours are used.
    package func styled(_ text: String, _ style: TextStyle) -> String {
        usesColor && !text.isEmpty ? style.applied(to: text) : text
    }
}
