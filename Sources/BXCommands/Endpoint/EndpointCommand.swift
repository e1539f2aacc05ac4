// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// `bx api`: shows, sets or forgets the API endpoint.
enum EndpointCommand {
    static let command = Command<BXContext>(
        CommandDeclaration(
            name: "api",
            summary: "Set or view the API endpoint.",
            usage: "api [API_ENDPOINT] [--ca-file FILE] [--skip-ssl-validation] [--unset]",
            arguments: [Argument("API_ENDPOINT", isOptional: true)],
            flags: [Flag("unset", summary: "Forget the API endpoint and end the session")] + EndpointChange.flags
        )
    ) { context, invocation in
        if invocation.has("unset") {
            guard invocation.arguments.isEmpty else {
                throw UsageError("API_ENDPOINT and '--unset' exclude each other.")
            }
            return try unset(context)
        }
        let stored = try context.sessions.session()
        if let endpoint = invocation.argument("API_ENDPOINT") {
            try await set(endpoint, invocation, context)
        } else if invocation.has("ca-file") || invocation.has("skip-ssl-validation") {
            try stored.requireEndpoint(program: context.program)
            try await set(stored.apiEndpoint, invocation, context)
        } else {
            try stored.requireEndpoint(program: context.program)
            show(stored, context)
        }
    }

    private static func set(_ endpoint: String, _ invocation: Invocation, _ context: BXContext) async throws {
        let change = try EndpointChange(endpoint: endpoint, invocation: invocation)
        context.terminal.say("Setting API endpoint to \(context.terminal.entity(change.endpoint))...")
        let session = try await change.apply(in: context)
        context.terminal.ok()
        context.terminal.say()
        show(session, context)
        if !session.isLoggedIn {
            context.terminal.say(
                "Not logged in. Use \(context.terminal.command(context.program + " login")) to log in."
            )
        }
    }

    private static func unset(_ context: BXContext) throws {
        context.terminal.say("Unsetting API endpoint...")
        try context.sessions.update { $0.forgetEndpoint() }
        context.terminal.ok()
    }

    private static func show(_ session: Session, _ context: BXContext) {
        context.terminal.keyValues([SessionSummary.endpointRow(session)])
    }
}
