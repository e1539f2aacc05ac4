// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// What `bx help` shows; plug-ins are described from the register, without starting them.
struct HelpPages {
    /// `bx help`, which is no command like others: the program shows it for much else, too.
    static let declaration = CommandDeclaration(
        name: "help",
        aliases: ["h"],
        summary: "Show help for a command or a namespace.",
        arguments: [Argument("COMMAND", isOptional: true, isRepeatable: true)],
        flags: [Flag("format", value: "man|markdown", summary: "Print the whole reference in this form")]
    )

    private let context: BXContext

    init(_ context: BXContext) {
        self.context = context
    }

    /// Shows the page about the command or namespace that `words` name; about the program without words.
    func show(_ words: [String]) throws -> Int32 {
        context.terminal.write(try page(words))
        return ExitStatus.success
    }

    /// Shows what `bx help` was asked for.
    func show(_ invocation: Invocation) throws -> Int32 {
        guard let word = invocation.value("format") else {
            return try show(invocation.arguments.filter { $0 != "help" })
        }
        guard let format = ReferencePage.Format(rawValue: word) else {
            throw UsageError("'--format' takes 'man' or 'markdown', not '\(word)'.")
        }
        context.terminal.write(try reference(invocation.arguments).text(format))
        return ExitStatus.success
    }

    /// The reference of all built-in commands, or of a namespace that a plug-in brings.
    private func reference(_ words: [String]) throws -> ReferencePage {
        guard let word = words.first else {
            let commands = BuiltInCommands.all.map(\.declaration) + [Self.declaration]
            return ReferencePage(
                name: context.program,
                program: context.program,
                summary: Self.summary,
                commands: commands.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) },
                variables: Self.variables
            )
        }
        let plugins = try context.plugins.installed()
        guard let namespace = plugins.namespace(word) else {
            throw CommandFailure("No plug-in that is installed brings '\(word)'.", exitStatus: ExitStatus.usage)
        }
        return ReferencePage(
            name: "\(context.program) \(namespace.name)",
            program: context.program,
            summary: namespace.description,
            commands: plugins.commands(in: namespace.name).map(\.declaration).sorted { $0.name < $1.name }
        )
    }

    private func page(_ words: [String]) throws -> String {
        guard let word = words.first else { return overview(try context.plugins.installed()) }
        if let command = BuiltInCommands.command(word, in: "") {
            return HelpText.command(command.declaration, program: context.program)
        }
        let rest = Array(words.dropFirst())
        let plugins = try context.plugins.installed()
        if let command = plugins.topLevelCommands.first(where: { $0.names.contains(word) }) {
            return HelpText.command(command.declaration, program: context.program)
        }
        let builtIn = BuiltInCommands.namespaces.first { $0.name == word }
        guard let namespace = builtIn ?? plugins.namespace(word) else {
            let namespaces = (plugins.namespaces + BuiltInCommands.namespaces).map(\.name)
            let commands = BuiltInCommands.all.map(\.declaration).filter { $0.namespace.isEmpty }.map(\.name)
            throw UnknownCommand(word, in: "", known: namespaces + commands + plugins.topLevelCommands.map(\.name))
                .failure(program: context.program)
        }
        let own = BuiltInCommands.all.map(\.declaration).filter { $0.namespace == namespace.name }
        return try page(of: namespace, own + plugins.commands(in: namespace.name).map(\.declaration), rest)
    }

    private func page(
        of namespace: PluginMetadata.Namespace,
        _ commands: [CommandDeclaration],
        _ words: [String]
    ) throws -> String {
        guard let word = words.first else {
            return HelpText.namespace(
                namespace.name,
                summary: namespace.description,
                commands: commands,
                program: context.program
            )
        }
        guard let command = commands.first(where: { $0.isCalled(word) }) else {
            throw UnknownCommand(word, in: namespace.name, known: commands.map(\.name))
                .failure(program: context.program)
        }
        return HelpText.command(command, program: context.program)
    }

    private func overview(_ plugins: InstalledPlugins) -> String {
        let own = BuiltInCommands.all.map(\.declaration).filter { $0.namespace.isEmpty }
        let commands = (own + plugins.topLevelCommands.map(\.declaration)).filter { !$0.isHidden }
        let builtIn = BuiltInCommands.namespaces
        let namespaces = builtIn + plugins.namespaces.filter { name in !builtIn.contains { $0.name == name.name } }
        let rows =
            commands.map { ($0.name, $0.summary) } + namespaces.map { ($0.name, $0.description) }
            + [(Self.declaration.name, Self.declaration.summary)]
        return [
            HelpText.section("NAME", ["\(context.program) - \(Self.summary)"]),
            HelpText.section(
                "USAGE",
                ["[environment variables] \(context.program) [global options] COMMAND [arguments...] [command options]"]
            ),
            HelpText.section("VERSION", [BXVersion.text]),
            HelpText.section("COMMANDS", HelpText.columns(rows.sorted { $0.0 < $1.0 })),
            HelpText.section("ENVIRONMENT VARIABLES", HelpText.columns(Self.variables)),
            HelpText.section("GLOBAL OPTIONS", HelpText.columns(Self.options)),
            HelpText.section("EXIT STATUS", HelpText.columns(ExitStatus.meanings)),
            "Enter '\(context.program) help COMMAND' for more information about a command.\n",
        ].joined(separator: "\n")
    }

    private static let summary = "Work with clusters from the command line."

    private static let variables = [
        ("BLUEMIX_API_KEY=KEY", "Log in with this API key"),
        ("BLUEMIX_COLOR=false", "Do not colour the output"),
        ("BLUEMIX_HOME=PATH", "Keep the folder .bluemix in PATH"),
        ("BLUEMIX_QUIET=true", "Show results and nothing else, as with -q"),
        ("BLUEMIX_TRACE=true", "Show requests and answers on the error output"),
        ("BLUEMIX_TRACE=PATH", "Append requests and answers to a file"),
        ("SSL_CERT_FILE=PATH", "Trust the certificate authorities in this file"),
        ("HTTPS_PROXY=URL", "Reach servers through this proxy, but for this machine's own"),
        ("NO_PROXY=HOSTS", "Reach these servers without the proxy"),
        ("NO_COLOR=1", "Do not colour the output unless BLUEMIX_COLOR says so"),
    ]

    private static let options = [
        ("-v, --version", "Show the version"), ("-q, --quiet", "Show the result and nothing else"),
        ("-h, --help", "Show help"),
    ]
}
