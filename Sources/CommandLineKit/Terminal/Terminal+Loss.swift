// SPDX-License-Identifier: Apache-2.0

extension Terminal {
    /// Asks, until there is a yes or a no, about something that cannot be taken back.
    ///
    /// `mend` tells what to do where nobody can be asked.
    package func confirmLoss(_ question: String, mend: String) throws -> Bool {
        while true {
            guard let answer = try streams.readLine("\(question) (Y/N)\(styled("> ", .prompt))", false) else {
                say()
                throw CommandFailure("Could not read from input: EOF. \(mend)")
            }
            if !streams.inputIsTerminal { say(answer) }
            switch answer.lowercased() {
            case "y", "yes": return true
            case "n", "no": return false
            default: say("Input must be 'y', 'n', 'yes' or 'no'.")
            }
        }
    }
}
