// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import Basics
import CommandLineKit
import FoundationEssentials
import PluginKit

/// The command `bx cr token-list`, which lists the tokens of the account.
enum TokenList {
    private static let header = ["TOKEN ID", "EXPIRY", "READONLY", "DESCRIPTION"]

    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "token-list",
            aliases: ["tokens"],
            summary: "List the tokens of your account.",
            flags: [TemplateOutput.flag, OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let template = try TemplateOutput(invocation)
        let registry = try await context.registry()
        if template == nil { report.begin("Listing tokens...") }
        let tokens = try await registry.client.tokens()
        if let template { return try template.show(tokens.map(value), on: context.terminal) }
        try report.end(
            tokens,
            header,
            tokens.map(row),
            ifNone: "There are no tokens. To make one, run '\(context.program) cr token-add'."
        )
    }

    private static func row(_ token: RegistryTokenInfo) -> [String] {
        let expiry = Date(timeIntervalSince1970: Double(token.expiry)).secondText
        return [
            token.id, token.expiry > 0 ? expiry : "never", String(token.readOnly),
            token.secondaryOwner.isEmpty ? "-" : token.secondaryOwner,
        ]
    }

    private static func value(_ token: RegistryTokenInfo) -> TemplateValue {
        .record(
            TemplateRecord(
                "Token",
                [
                    ("ID", .text(token.id)), ("Expiry", .integer(token.expiry)), ("ReadOnly", .boolean(token.readOnly)),
                    ("Description", .text(token.secondaryOwner)),
                ]
            )
        )
    }
}

/// The command `bx cr token-get`, which shows a token again.
enum TokenGet {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "token-get",
            summary: "Show a token by its identifier.",
            arguments: [Argument("TOKEN")],
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let registry = try await context.registry()
        let id = try invocation.required("TOKEN")
        report.begin("Getting token \(context.terminal.quoted(id))...")
        let token = try await registry.client.token(id)
        guard let text = token.token else { throw CommandFailure("The server does not show the token '\(id)'.") }
        if report.isQuiet, !report.isJSON { return context.terminal.say(text) }
        try report.end(token, [("Token", text)])
    }
}

/// The command `bx cr token-rm`, which revokes tokens.
enum TokenRemove {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "token-rm",
            summary: "Revoke tokens, given by their identifiers or as they are.",
            usage: "cr token-rm [-f] TOKEN [TOKEN...]",
            arguments: [Argument("TOKEN", isRepeatable: true)],
            flags: [Batch.forceFlag]
        )
    ) { context, invocation in
        let terminal = context.terminal
        let report = try Report(terminal, invocation)
        let registry = try await context.registry()
        let ids = invocation.arguments.map { RegistryTokenText.identifier(of: $0) ?? $0 }
        let batch = Batch(noun: ("token", "tokens"), verb: "Revoke", past: "revoked")
        try await batch.run(ids, invocation, report) { id in
            report.begin("Removing token \(terminal.quoted(id))...")
            try await registry.client.removeToken(id)
            return "Successfully removed token \(terminal.quoted(id))"
        }
    }
}
