// SPDX-License-Identifier: Apache-2.0

import APIClient
import Basics
import CommandLineKit
import FoundationEssentials
import PluginKit

/// The command behind `docker-credential-bx`, which docker and its relatives ask for credentials.
///
/// For the registry of the session these are a fresh token of it. What docker hands over to be kept, from `docker login`, is kept in
/// the plug-in's own settings and comes first.
enum HelperCommand {
    /// The words that docker knows for "nothing is kept for this registry".
    private static let notFound = "credentials not found in native keychain"
    private static let key = "Credentials"

    private struct Entry: Codable {
        var serverURL: String?
        var username: String
        var secret: String

        enum CodingKeys: String, CodingKey {
            case serverURL = "ServerURL"
            case username = "Username"
            case secret = "Secret"
        }
    }

    static func command(readInput: @escaping @Sendable () -> String) -> Command<PluginContext> {
        Command(declaration) { context, invocation in
            do {
                try await run(try invocation.required("ACTION"), readInput, context)
            } catch let error as SilentExit {
                throw error
            } catch let error as any UserFacingError {
                // docker shows what is on the standard output.
                context.terminal.say(error.userMessage)
                throw SilentExit(ExitStatus.failure)
            }
        }
    }

    private static let declaration = CommandDeclaration(
        namespace: "cr",
        name: "credential-helper",
        summary: "Answer docker and others, which run this as docker-credential-bx.",
        arguments: [Argument("ACTION")],
        isHidden: true,
        isForPrograms: true
    )

    private static func run(
        _ action: String,
        _ readInput: () -> String,
        _ context: PluginContext
    ) async throws {
        switch action {
        case "get": try await get(host(in: readInput()), context)
        case "store": try store(readInput(), in: context.configuration)
        case "erase": try erase(host(in: readInput()), from: context.configuration)
        case "list": try await list(context)
        case "version": context.terminal.say("docker-credential-bx (container-registry) 0.1")
        default:
            throw CommandFailure("docker-credential-bx knows get, store, erase, list and version, not '\(action)'.")
        }
    }

    private static func get(_ host: String, _ context: PluginContext) async throws {
        if let entry = try context.configuration.read()[key]?[host] {
            return try show(
                Entry(
                    serverURL: host,
                    username: entry["Username"]?.text ?? "",
                    secret: entry["Secret"]?.text ?? ""
                ),
                context.terminal
            )
        }
        let session = try context.session()
        // No other registry than that of the session's server is shown its token.
        guard session.isLoggedIn, try await context.registryAddress(of: session).host == host else {
            context.terminal.say(notFound)
            throw SilentExit(ExitStatus.failure)
        }
        let token = try await context.lastingToken(session).token
        try show(Entry(serverURL: host, username: PluginContext.sessionUser, secret: token), context.terminal)
    }

    private static func store(_ input: String, in configuration: ConfigurationFile) throws {
        guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(input.utf8)), let url = entry.serverURL
        else {
            throw CommandFailure("The credentials to store are not in the form that docker has.")
        }
        try configuration.update { settings in
            var entries = settings[key] ?? .object([:])
            entries[host(in: url)] = .object([
                "Username": .string(entry.username), "Secret": .string(entry.secret),
            ])
            settings[key] = entries
        }
    }

    private static func erase(_ host: String, from configuration: ConfigurationFile) throws {
        try configuration.update { settings in
            guard var entries = settings[key]?.members else { return }
            entries[host] = nil
            settings[key] = entries.isEmpty ? nil : .object(entries)
        }
    }

    /// The registries that there are credentials for, with the names of users.
    private static func list(_ context: PluginContext) async throws {
        let entries = try context.configuration.read()[key]?.members ?? [:]
        var users = entries.mapValues { $0["Username"]?.text ?? "" }
        let session = try context.session()
        if session.isLoggedIn {
            let host = try await context.registryAddress(of: session).host
            users[host] = users[host] ?? PluginContext.sessionUser
        }
        try show(users, context.terminal)
    }

    private static func show(_ value: some Encodable, _ terminal: Terminal) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        terminal.say(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// The registry in what docker sends, which may be an address.
    private static func host(in text: String) -> String {
        let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        return String(text[start...].drop { $0.isWhitespace }.prefix { $0 != "/" && !$0.isWhitespace })
    }
}
