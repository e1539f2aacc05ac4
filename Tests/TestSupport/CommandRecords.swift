// SPDX-License-Identifier: Apache-2.0

import Basics
package import CommandLineKit
import FoundationEssentials
import Testing

/// Holds what a program shows for each of its commands against records: a command without a record fails.
///
/// The records are in `Golden/help` and `Golden/output` of the test target; see `Golden` for how they are written.
package struct CommandRecords {
    /// Runs a command with these words behind its name.
    package typealias Run = (_ command: CommandDeclaration, _ words: [String]) async throws -> Answer

    /// What a run left.
    package struct Answer {
        let status: Int32
        let text: String

        package init(status: Int32, text: String) {
            self.status = status
            self.text = text
        }
    }

    private let commands: [CommandDeclaration]
    private let file: String
    private let run: Run

    /// `commands` are all that the program has.
    package init(_ commands: [CommandDeclaration], file: String = #filePath, run: @escaping Run) {
        self.commands = commands
        self.file = file
        self.run = run
    }

    /// Expects every command to explain itself as recorded, and no record of a command that is gone.
    package func expectHelp() async throws {
        for command in commands {
            let answer = try await run(command, ["--help"])
            #expect(answer.status == ExitStatus.success, "help of '\(command.path)'")
            try Golden.expect(answer.text, is: "help/\(Self.name(of: command)).txt", file: file)
        }
        let known = Set(commands.map { Self.name(of: $0) + ".txt" })
        for record in try records(in: "help") { #expect(known.contains(record), "no command has the help \(record)") }
    }

    /// Expects every command that can show JSON to show what is recorded, to people and to programs.
    ///
    /// `samples` has the words behind the name of each such command, by its path.
    package func expectOutput(_ samples: [String: [String]]) async throws {
        let shown = commands.filter { command in command.flags.contains(OutputForm.flag) }
        for command in shown {
            let words = try #require(samples[command.path], "there is no sample of '\(command.path)'")
            let record = "output/\(Self.name(of: command))"
            let table = try await run(command, words)
            #expect(table.status == ExitStatus.success, "'\(command.path)' says: \(table.text)")
            try Golden.expect(table.text, is: record + ".txt", file: file)
            let json = try await run(command, words + ["--output", "json"])
            #expect(json.status == ExitStatus.success, "'\(command.path)' says: \(json.text)")
            #expect(Self.isJSON(json.text), "'\(command.path)' shows JSON and nothing else")
            try Golden.expect(json.text, is: record + ".json", file: file)
            let quiet = try await run(command, words + ["-q"])
            #expect(!quiet.text.contains("OK\n"), "'\(command.path) -q' says no more than its result")
        }
        let known = Set(shown.map(Self.name))
        #expect(Set(samples.keys) == Set(shown.map(\.path)))
        for record in try records(in: "output") {
            let name = record.split(separator: ".").first.map(String.init) ?? ""
            #expect(known.contains(name), "no command has the output \(record)")
        }
    }

    private static func name(of command: CommandDeclaration) -> String {
        command.path.replacing(" ", with: "-")
    }

    private static func isJSON(_ text: String) -> Bool {
        (try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))) != nil
    }

    private func records(in folder: String) throws -> [String] {
        let parent = file.prefix(upTo: file.lastIndex(of: "/") ?? file.startIndex)
        let path = "\(parent)/Golden/\(folder)"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: path)
    }
}
