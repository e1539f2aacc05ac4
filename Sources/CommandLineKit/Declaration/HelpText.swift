// SPDX-License-Identifier: Apache-2.0

/// The help texts, in sections NAME, ALIAS, USAGE, OPTIONS and COMMANDS.
package enum HelpText {
    private static let indent = "   "
    /// Wider entries of the left column push their explanation to the next line.
    private static let widestLabel = 34
    private static let widestLine = 96

    /// The help of one command; `program` is what the user calls it by, for instance `bx`.
    package static func command(_ command: CommandDeclaration, program: String) -> String {
        var sections = [section("NAME", ["\(command.name) - \(command.summary)"])]
        if !command.aliases.isEmpty {
            sections.append(section("ALIAS", [command.aliases.joined(separator: ", ")]))
        }
        sections.append(section("USAGE", usageLines("\(program) \(command.usage)")))
        let options = command.flags.filter { !$0.isHidden }.map { ($0.label, $0.summary) }
        if !options.isEmpty { sections.append(section("OPTIONS", columns(options))) }
        return sections.joined(separator: "\n")
    }

    /// The help of a namespace: its commands with a line each.
    package static func namespace(
        _ namespace: String,
        summary: String,
        commands: [CommandDeclaration],
        program: String
    ) -> String {
        let rows = commands.filter { !$0.isHidden }.map { (names(of: $0), $0.summary) }
        let path = "\(program) \(namespace)"
        return [
            section("NAME", [summary.isEmpty ? path : "\(path) - \(summary)"]),
            section("USAGE", ["\(path) COMMAND [arguments...] [command options]"]),
            section("COMMANDS", columns(rows.sorted { $0.0 < $1.0 })),
            "Enter '\(program) help \(namespace) COMMAND' for more information about a command.\n",
        ].joined(separator: "\n")
    }

    /// A headline and its indented lines.
    package static func section(_ title: String, _ lines: [String]) -> String {
        "\(title):\n" + lines.map { indent + $0 + "\n" }.joined()
    }

    /// Two aligned columns.
    package static func columns(_ rows: [(String, String)]) -> [String] {
        let width = rows.map(\.0.count).filter { $0 <= widestLabel }.max() ?? 0
        return rows.flatMap { label, text in
            if text.isEmpty { return [label] }
            let gap = String(repeating: " ", count: max(0, width - label.count) + 3)
            return label.count > width
                ? [label, String(repeating: " ", count: width + 3) + text] : [label + gap + text]
        }
    }

    /// A usage line in pieces that fit a terminal; brackets are kept together.
    private static func usageLines(_ usage: String) -> [String] {
        var lines: [String] = []
        var line = ""
        var depth = 0
        var item = ""
        for character in usage + " " {
            depth += character == "[" ? 1 : character == "]" ? -1 : 0
            guard character == " ", depth == 0 else {
                item.append(character)
                continue
            }
            if !line.isEmpty, line.count + item.count >= widestLine {
                lines.append(line)
                line = indent + indent
            } else if !line.isEmpty {
                line += " "
            }
            line += item
            item = ""
        }
        return lines + [line + item]
    }

    private static func names(of command: CommandDeclaration) -> String {
        ([command.name] + command.aliases).joined(separator: ", ")
    }
}
