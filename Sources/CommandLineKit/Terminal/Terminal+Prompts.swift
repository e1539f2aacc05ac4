// SPDX-License-Identifier: Apache-2.0

extension Terminal {
    /// Asks for a line until it is not empty; an empty line means `fallback` if there is one.
    package func ask(_ question: String, fallback: String? = nil) throws -> String {
        while true {
            let answer = try readAnswer(to: question + (fallback.map { " (\($0))" } ?? ""), hidden: false)
            if !answer.isEmpty { return answer }
            if let fallback { return fallback }
            say("Input must not be empty.")
        }
    }

    /// Asks for a secret, which is not shown on a terminal.
    package func askHidden(_ question: String) throws -> String {
        while true {
            let answer = try readAnswer(to: question, hidden: true)
            if !answer.isEmpty { return answer }
            say("Input must not be empty.")
        }
    }

    /// Asks a question for yes or no; without `fallback` it must be answered.
    package func confirm(_ question: String, fallback: Bool? = false) throws -> Bool {
        let choices =
            switch fallback {
            case true: "[Y/n]"
            case false: "[y/N]"
            default: "[y/n]"
            }
        while true {
            switch try readAnswer(to: "\(question) \(choices)", hidden: false).lowercased() {
            case "y", "yes": return true
            case "n", "no": return false
            case "" where fallback != nil: return fallback ?? false
            default: say("Input must be 'y', 'n', 'yes' or 'no'.")
            }
        }
    }

    /// Lets the user pick one of `choices`; an empty answer means `fallback`, or nothing if `allowsSkip`.
    ///
    /// Gives the index of the choice, nil if it was skipped.
    package func choose(
        _ message: String,
        _ choices: [String],
        fallback: Int? = nil,
        allowsSkip: Bool = false
    ) throws -> Int? {
        say(message)
        for (index, choice) in choices.enumerated() { say("\(index + 1). \(choice)") }
        let question = "Enter a number" + (fallback.map { " (\($0 + 1))" } ?? "")
        while true {
            let answer = try readAnswer(to: question, hidden: false)
            if answer.isEmpty {
                if fallback != nil || allowsSkip { return fallback }
                say("Input must not be empty.")
            } else if let number = Int(answer) {
                if choices.indices.contains(number - 1) { return number - 1 }
                say("Input is out of range: enter a number from 1 to \(choices.count).")
            } else {
                say("Input must be a number.")
            }
        }
    }

    /// Shows the question and reads a line; what came from no terminal is shown, as if it had been typed.
    private func readAnswer(to question: String, hidden: Bool) throws -> String {
        let line: String
        do {
            guard let read = try streams.readLine(question + styled("> ", .prompt), hidden) else {
                throw CommandFailure("Could not read from input: EOF")
            }
            line = read
        } catch {
            // What comes next belongs on a line of its own.
            say()
            throw error
        }
        if !streams.inputIsTerminal {
            say(hidden ? "" : line)
        } else if hidden {
            say()
        }
        return line
    }
}
