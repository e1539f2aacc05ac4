// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cr token-add`, which makes a token for docker and other programs.
enum TokenAdd {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "token-add",
            summary:
                "Make a token that gives access to all namespaces of your account, for a day unless told otherwise.",
            flags: [
                Flag("description", value: "DESCRIPTION", summary: "What the token is for."),
                Flag("quiet", "q", summary: "Show the token only."),
                Flag("non-expiring", summary: "Make a token that does not expire."),
                Flag("readwrite", summary: "Let the token change images too, not only read them."),
                OutputForm.flag,
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let registry = try await context.registry()
        let isTokenAlone = invocation.has("quiet") || context.terminal.isQuiet
        if !isTokenAlone { report.begin("Requesting a registry token...") }
        let token = try await registry.client.addToken(
            description: invocation.value("description") ?? "",
            isPermanent: invocation.has("non-expiring"),
            canWrite: invocation.has("readwrite")
        )
        if isTokenAlone, !report.isJSON { return context.terminal.say(token) }
        let id = RegistryTokenText.identifier(of: token)
        try report.end(
            Result(id: id, token: token),
            (id.map { [("Token identifier", $0)] } ?? []) + [("Token", token)]
        )
    }

    private struct Result: Encodable {
        let id: String?
        let token: String

        enum CodingKeys: String, CodingKey {
            case id = "_id"
            case token
        }
    }
}
