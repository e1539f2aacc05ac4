// SPDX-License-Identifier: Apache-2.0

/// The reference of a program or of one of its namespaces, made of the same declarations as its help.
package struct ReferencePage: Sendable {
    /// A form in which the page can be had.
    package enum Format: String, CaseIterable, Sendable {
        case markdown
        /// The source of a page for `man`, section 1.
        case man
    }

    /// What a user types: `bx`, or `bx cs` for the page of a namespace.
    private let name: String
    private let program: String
    private let summary: String
    private let commands: [CommandDeclaration]
    private let variables: [(String, String)]

    /// `commands` are shown in their order, without hidden ones.
    package init(
        name: String,
        program: String,
        summary: String,
        commands: [CommandDeclaration],
        variables: [(String, String)] = []
    ) {
        self.name = name
        self.program = program
        self.summary = summary
        self.commands = commands.filter { !$0.isHidden }
        self.variables = variables
    }

    package func text(_ format: Format) -> String {
        switch format {
        case .markdown: markdown
        case .man: man
        }
    }

    // MARK: - Markdown

    private var markdown: String {
        var blocks = ["# `\(name)`", summary]
        for command in commands {
            blocks.append("## `\(program) \(command.path)`")
            blocks.append(command.summary)
            blocks.append("```\n\(program) \(command.usage)\n```")
            if !command.aliases.isEmpty {
                blocks.append("Also: " + command.aliases.map { "`\($0)`" }.joined(separator: ", "))
            }
            let flags = command.flags.filter { !$0.isHidden }
            if !flags.isEmpty { blocks.append(Self.table("Option", flags.map { ($0.label, $0.summary) })) }
        }
        if !variables.isEmpty {
            blocks.append("## Environment variables")
            blocks.append(Self.table("Variable", variables))
        }
        blocks.append("## Exit status")
        blocks.append(Self.table("Status", ExitStatus.meanings))
        return blocks.joined(separator: "\n\n") + "\n"
    }

    private static func table(_ title: String, _ rows: [(String, String)]) -> String {
        (["| \(title) | Meaning |", "|---|---|"]
            + rows.map { label, text in "| `\(cell(label))` | \(cell(text)) |" })
            .joined(separator: "\n")
    }

    private static func cell(_ text: String) -> String {
        text.replacing("|", with: "\\|")
    }

    // MARK: - man

    private var man: String {
        let title = name.replacing(" ", with: "-")
        var lines = [".TH \(title.uppercased()) 1", ".SH NAME", "\(Self.roff(title)) \\- \(Self.roff(summary))"]
        lines += [".SH SYNOPSIS", ".B \(Self.roff(name))", "COMMAND [arguments...] [command options]", ".SH COMMANDS"]
        for command in commands {
            lines += [".SS \(Self.roff("\(program) \(command.usage)"))", Self.roff(command.summary)]
            if !command.aliases.isEmpty {
                lines += [".PP", "Also: " + Self.roff(command.aliases.joined(separator: ", "))]
            }
            for flag in command.flags where !flag.isHidden { lines += Self.item(flag.label, flag.summary) }
        }
        if !variables.isEmpty { lines.append(".SH ENVIRONMENT") }
        for (variable, meaning) in variables { lines += Self.item(variable, meaning) }
        lines.append(".SH EXIT STATUS")
        for (status, meaning) in ExitStatus.meanings { lines += Self.item(status, meaning) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func item(_ name: String, _ text: String) -> [String] {
        [".TP", ".B \(roff(name))", roff(text)]
    }

    /// `text` as roff prints it; a dash stays one that can be copied, a point at the beginning is no request.
    private static func roff(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }
}
