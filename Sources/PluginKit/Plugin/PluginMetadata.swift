// SPDX-License-Identifier: Apache-2.0

package import CommandLineKit

/// What a plug-in says about itself when it is asked with `SendMetadata`.
///
/// `Aliases` and `Value` of flags and `Aliases` and `Hidden` of commands are ours; others may leave them out.
package struct PluginMetadata: Codable, Sendable, Equatable {
    /// The first word of the plug-in's commands.
    package struct Namespace: Codable, Sendable, Equatable {
        package var name: String
        package var description: String
        /// Newer plug-ins have them.
        package var aliases: [String]?

        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case description = "Description"
            case aliases = "Aliases"
        }

        package init(name: String, description: String) {
            self.name = name
            self.description = description
        }

        /// Whether `word` is its name or an alias.
        package func isCalled(_ word: String) -> Bool {
            name == word || aliases?.contains(word) ?? false
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            name = try container.decode(String.self, forKey: .name)
            description = try container.decodeIfPresent(String.self, forKey: .description) ?? ""
            aliases = try container.decodeIfPresent([String].self, forKey: .aliases)
        }
    }

    package struct Flag: Codable, Sendable, Equatable {
        package var name: String
        package var description: String
        package var hasValue: Bool
        package var aliases: [String]?
        package var value: String?
        package var hidden: Bool?

        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case description = "Description"
            case hasValue = "HasValue"
            case aliases = "Aliases"
            case value = "Value"
            case hidden = "Hidden"
        }

        package init(
            name: String,
            description: String,
            hasValue: Bool,
            aliases: [String]?,
            value: String?,
            hidden: Bool?
        ) {
            self.name = name
            self.description = description
            self.hasValue = hasValue
            self.aliases = aliases
            self.value = value
            self.hidden = hidden
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            name = try container.decode(String.self, forKey: .name)
            description = try container.decodeIfPresent(String.self, forKey: .description) ?? ""
            hasValue = try container.decodeIfPresent(Bool.self, forKey: .hasValue) ?? false
            aliases = try container.decodeIfPresent([String].self, forKey: .aliases)
            value = try container.decodeIfPresent(String.self, forKey: .value)
            hidden = try container.decodeIfPresent(Bool.self, forKey: .hidden)
        }
    }

    package struct Command: Codable, Sendable, Equatable {
        package var namespace: String
        package var name: String
        package var alias: String?
        package var aliases: [String]?
        package var description: String
        package var usage: String
        package var flags: [Flag]?
        package var hidden: Bool?

        enum CodingKeys: String, CodingKey {
            case namespace = "Namespace"
            case name = "Name"
            case alias = "Alias"
            case aliases = "Aliases"
            case description = "Description"
            case usage = "Usage"
            case flags = "Flags"
            case hidden = "Hidden"
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            namespace = try container.decodeIfPresent(String.self, forKey: .namespace) ?? ""
            name = try container.decode(String.self, forKey: .name)
            alias = try container.decodeIfPresent(String.self, forKey: .alias)
            aliases = try container.decodeIfPresent([String].self, forKey: .aliases)
            description = try container.decodeIfPresent(String.self, forKey: .description) ?? ""
            let path = namespace.isEmpty ? name : "\(namespace) \(name)"
            usage = try container.decodeIfPresent(String.self, forKey: .usage) ?? "bx \(path)"
            flags = try container.decodeIfPresent([Flag].self, forKey: .flags)
            hidden = try container.decodeIfPresent(Bool.self, forKey: .hidden)
        }

        /// All that it can be called by.
        package var names: [String] {
            [name] + (aliases ?? (alias.map { $0.isEmpty ? [] : [$0] } ?? []))
        }
    }

    package var name: String
    package var version: PluginVersion
    package var minCLIVersion: PluginVersion?
    package var namespaces: [Namespace]?
    package var commands: [Command]?
    package var sdkVersion: PluginVersion?
    /// Whether the plug-in answers `CompletionAnswer.request`; plug-ins made with other kits do not.
    package var sendsCompletions: Bool?
    /// Other names of the plug-in; newer ones have them.
    package var aliases: [String]?

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case version = "Version"
        case minCLIVersion = "MinCliVersion"
        case namespaces = "Namespaces"
        case commands = "Commands"
        case sdkVersion = "SDKVersion"
        case sendsCompletions = "SendsCompletions"
        case aliases = "Aliases"
    }
}

extension PluginMetadata {
    /// The metadata of a plug-in made of `commands`.
    package init(
        name: String,
        version: PluginVersion,
        minCLIVersion: PluginVersion,
        namespaces: [Namespace],
        commands: [CommandDeclaration]
    ) {
        self.name = name
        self.version = version
        self.minCLIVersion = minCLIVersion
        self.namespaces = namespaces
        self.commands = commands.map(Command.init)
        self.sdkVersion = PluginVersion(0, 6, 5)
        self.sendsCompletions = true
    }
}

extension PluginMetadata.Command {
    init(_ declaration: CommandDeclaration) {
        namespace = declaration.namespace
        name = declaration.name
        alias = declaration.aliases.first ?? ""
        aliases = declaration.aliases
        description = declaration.summary
        usage = "bx " + declaration.usage
        hidden = declaration.isHidden
        flags = declaration.flags.map {
            PluginMetadata.Flag(
                name: $0.name,
                description: $0.summary,
                hasValue: $0.value != nil,
                aliases: Array($0.names.dropFirst()),
                value: $0.value,
                hidden: $0.isHidden
            )
        }
    }

    /// What a user types after the program's name.
    package var path: String {
        namespace.isEmpty ? name : "\(namespace) \(name)"
    }

    /// The declaration that help is made of.
    package var declaration: CommandDeclaration {
        let words = usage.split(separator: " ", maxSplits: 1).map(String.init)
        let isPrefixed = words.count == 2 && ["bx", "bluemix", "ibmcloud"].contains(words[0])
        return CommandDeclaration(
            namespace: namespace,
            name: name,
            aliases: Array(names.dropFirst()),
            summary: description,
            usage: isPrefixed ? words[1] : usage,
            flags: (flags ?? []).map {
                CommandLineKit.Flag(
                    names: [$0.name] + ($0.aliases ?? []),
                    value: $0.hasValue ? $0.value ?? "value" : nil,
                    summary: $0.description,
                    isHidden: $0.hidden ?? false
                )
            },
            isHidden: hidden ?? false
        )
    }
}
