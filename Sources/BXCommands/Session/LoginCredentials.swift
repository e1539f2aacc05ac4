// SPDX-License-Identifier: Apache-2.0

import APIClient
import Basics
import CommandLineKit
import FoundationEssentials
import PluginKit

/// Finds out by which proof the user wants to log in: flags first, then the environment, then questions.
struct LoginCredentials {
    private let context: BXContext
    private let invocation: Invocation

    init(_ context: BXContext, _ invocation: Invocation) {
        self.context = context
        self.invocation = invocation
    }

    /// Whether a wrong password can be typed once more.
    var canAskAgain: Bool {
        let isAsked = invocation.value("p") == nil && !invocation.has("sso") && apiKeyText == nil
        return isAsked && context.terminal.isInteractive
    }

    /// The grant to send; `session` says where one-time codes come from.
    func grant(_ session: Session) async throws -> TokenClient.Grant {
        if let key = try apiKey() { return .apiKey(key) }
        if invocation.has("sso") { return try await passcode(session) }
        let user = try invocation.value("u") ?? askForUser()
        if let password = invocation.value("p") { return .password(user: user, password: password) }
        return .password(user: user, password: try context.terminal.askHidden("Password"))
    }

    /// Warns of secrets that others can see.
    func warn() {
        let seen = ["p": "Password", "apikey": "API key"].filter {
            invocation.value($0.key).map { !$0.hasPrefix("@") } ?? false
        }
        guard context.terminal.streams.outputIsTerminal else { return }
        for (flag, name) in seen {
            context.terminal.warn(
                "WARNING: \(name) given as an option: other users of this machine can see it, and the shell keeps it. "
                    + (flag == "p" ? "Leave it out to be asked for it." : "Use '--apikey @FILE' instead.")
            )
        }
    }

    private func askForUser() throws -> String {
        let user = try context.terminal.ask("Email")
        if !invocation.has("p") { context.terminal.say() }
        return user
    }

    private var apiKeyText: String? {
        if let key = invocation.value("apikey") { return key }
        let isOtherwise = invocation.has("u") || invocation.has("p") || invocation.has("sso")
        let variable = context.environment["BLUEMIX_API_KEY"] ?? ""
        return isOtherwise || variable.isEmpty ? nil : variable
    }

    /// The key itself, from text or a file, bare or as the JSON that the key was delivered in.
    private func apiKey() throws -> String? {
        guard var text = apiKeyText else { return nil }
        if invocation.has("apikey") { text = try invocation.expandedValue("apikey") ?? text }
        guard !text.isEmpty else {
            throw CommandFailure("The API key is empty. Give '--apikey' the key itself or '@FILE' with it.")
        }
        guard text.hasPrefix("{") else { return text }
        let document = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        guard let key = document?["apiKey"]?.text ?? document?["apikey"]?.text else {
            throw CommandFailure("The API key file has no field 'apiKey'.")
        }
        return key
    }

    private func passcode(_ session: Session) async throws -> TokenClient.Grant {
        let discovery = DiscoveryClient(context.connection(session))
        guard let page = try await discovery.passcodePage(of: session.iamEndpoint) else {
            throw CommandFailure(
                "One-time codes are not available from this server yet. Log in with a password or '--apikey'."
            )
        }
        return .passcode(try context.terminal.askHidden("One Time Code (Get one at \(page))"))
    }
}
