// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// `bx api`: shows, sets or forgets the API endpoint.
enum EndpointCommand {
    static let command = Command<BXContext>(
        CommandDeclaration(
            name: "api",
            summary: "Set or view the API endpoint.",
            usage: "api [API_ENDPOINT] [--ca-file FILE] [--skip-ssl-validation] [--unset] [--output json]",
            arguments: [Argument("API_ENDPOINT", isOptional: true)],
            flags: [Flag("unset", summary: "Forget the API endpoint and end the session")] + EndpointChange.flags + [
                OutputForm.flag
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        if invocation.has("unset") {
            guard invocation.arguments.isEmpty else {
                throw UsageError("API_ENDPOINT and '--unset' exclude each other.")
            }
            return try unset(report, context)
        }
        let stored = try context.sessions.session()
        if let endpoint = invocation.argument("API_ENDPOINT") {
            try await set(endpoint, invocation, report, context)
        } else if invocation.has("ca-file") || invocation.has("skip-ssl-validation") {
            try stored.requireEndpoint(program: context.program)
            try await set(stored.apiEndpoint, invocation, report, context)
        } else {
            try stored.requireEndpoint(program: context.program)
            try show(stored, report)
        }
    }

    private static func set(
        _ endpoint: String,
        _ invocation: Invocation,
        _ report: Report,
        _ context: BXContext
    ) async throws {
        let change = try EndpointChange(endpoint: endpoint, invocation: invocation)
        report.begin("Setting API endpoint to \(context.terminal.entity(change.endpoint))...")
        let session = try await change.apply(in: context)
        report.separate()
        try show(session, report)
        if !session.isLoggedIn {
            report.begin(
                "Not logged in. Use \(context.terminal.command(context.program + " login")) to log in."
            )
        }
    }

    private static func unset(_ report: Report, _ context: BXContext) throws {
        report.begin("Unsetting API endpoint...")
        try context.sessions.update { $0.forgetEndpoint() }
        report.done()
    }

    private static func show(_ session: Session, _ report: Report) throws {
        if report.isJSON {
            let summary = Summary(apiEndpoint: session.apiEndpoint, apiVersion: session.apiVersion)
            return try OutputForm.show(summary, on: report.terminal)
        }
        report.terminal.keyValues([SessionSummary.endpointRow(session)])
    }

    /// The endpoint as programs read it.
    private struct Summary: Encodable {
        let apiEndpoint: String
        let apiVersion: String
    }
}
