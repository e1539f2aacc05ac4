// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit

/// `bx iam api-key` and `bx iam service-api-key`.
enum APIKeyShow {
    static let commands = [KeyHolder.user, .serviceID].map(command)

    private static func command(_ holder: KeyHolder) -> Command<BXContext> {
        Command(
            CommandDeclaration(
                namespace: "iam",
                name: holder.word,
                summary: "Show an API key\(holder.phrase); not its text, which nobody can show again.",
                arguments: [Argument("NAME")] + holder.arguments,
                flags: [Flag("uuid", summary: "Show the UUID alone"), OutputForm.flag]
            )
        ) { context, invocation in
            let report = try Report(context.terminal, invocation)
            let name = invocation.argument("NAME") ?? ""
            let ring = try await KeyRing(holder, context, invocation)
            let terminal = context.terminal
            if invocation.has("uuid") {
                let id = try await ring.key(name).id
                return try report.show(id, lines: [id])
            }
            report.begin("Getting API key \(terminal.entity(name)) of \(terminal.entity(ring.owner))...")
            let key = try await ring.key(name)
            try report.show(key, ring.fields(key))
        }
    }
}
