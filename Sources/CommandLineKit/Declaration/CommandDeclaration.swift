// SPDX-License-Identifier: Apache-2.0

/// A value that is given by its place.
package struct Argument: Sendable, Equatable {
    /// As in the usage line, for instance `CLUSTER`.
    package let name: String
    package let isOptional: Bool
    /// Whether any number may follow; only for the last argument.
    package let isRepeatable: Bool

    package init(_ name: String, isOptional: Bool = false, isRepeatable: Bool = false) {
        self.name = name
        self.isOptional = isOptional
        self.isRepeatable = isRepeatable
    }
}

/// What a command is called, takes, and says about itself: the source of parsing, help and plug-in metadata.
package struct CommandDeclaration: Sendable, Equatable {
    /// The word before the command, for instance `cs`; empty for a command of the top level.
    package let namespace: String
    package let name: String
    package let aliases: [String]
    package let summary: String
    package let arguments: [Argument]
    package let flags: [Flag]
    package let isHidden: Bool
    /// Whether all that it prints is for programs, so that failures are told on the error output.
    package let isForPrograms: Bool
    private let givenUsage: String?

    /// `usage` is what follows the program's name in the help; without it, it is made from the other parts.
    package init(
        namespace: String = "",
        name: String,
        aliases: [String] = [],
        summary: String,
        usage: String? = nil,
        arguments: [Argument] = [],
        flags: [Flag] = [],
        isHidden: Bool = false,
        isForPrograms: Bool = false
    ) {
        self.namespace = namespace
        self.name = name
        self.aliases = aliases
        self.summary = summary
        self.givenUsage = usage
        self.arguments = arguments
        self.flags = flags
        self.isHidden = isHidden
        self.isForPrograms = isForPrograms
    }

    /// Namespace and name: what a user types after the program's name.
    package var path: String {
        namespace.isEmpty ? name : "\(namespace) \(name)"
    }

    /// The usage line without the program's name.
    package var usage: String {
        givenUsage
            ?? ([path] + arguments.map(Self.usage) + flags.filter { !$0.isHidden }.map(Self.usage))
            .joined(separator: " ")
    }

    /// Whether `word` is the command's name or one of its aliases.
    package func isCalled(_ word: String) -> Bool {
        name == word || aliases.contains(word)
    }

    private static func usage(of argument: Argument) -> String {
        let name = argument.name + (argument.isRepeatable ? "..." : "")
        return argument.isOptional ? "[\(name)]" : name
    }

    private static func usage(of flag: Flag) -> String {
        let name = flag.spellings.first ?? ""
        return "[\(name)\(flag.value.map { " " + $0 } ?? "")]" + (flag.isRepeatable ? "..." : "")
    }
}

/// A command: its declaration and what it does within `Context`, which brings everything it may touch.
package struct Command<Context: Sendable>: Sendable {
    package let declaration: CommandDeclaration
    package let run: @Sendable (Context, Invocation) async throws -> Void

    package init(
        _ declaration: CommandDeclaration,
        run: @escaping @Sendable (Context, Invocation) async throws -> Void
    ) {
        self.declaration = declaration
        self.run = run
    }
}
