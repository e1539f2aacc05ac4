// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit

/// `bx iam api-key-delete` and `bx iam service-api-key-delete`.
enum APIKeyDelete {
    static let commands = [KeyHolder.user, .serviceID].map(command)

    private static func command(_ holder: KeyHolder) -> Command<BXContext> {
        Command(
            CommandDeclaration(
                namespace: "iam",
                name: "\(holder.word)-delete",
                summary: "Delete an API key\(holder.phrase), and end the sessions that began with it.",
                arguments: [Argument("NAME")] + holder.arguments,
                flags: [Confirmation.flag]
            )
        ) { context, invocation in
            let report = try Report(context.terminal, invocation)
            let ring = try await KeyRing(holder, context, invocation)
            let terminal = context.terminal
            let key = try await ring.key(invocation.argument("NAME") ?? "")
            let name = terminal.entity(key.name)
            guard try Confirmation.isGiven("Delete API key \(name)?", invocation, terminal) else { return }
            report.begin("Deleting API key \(name) of \(terminal.entity(ring.owner))...")
            let unlock = "Use '\(context.program) iam \(holder.word)-unlock' to unlock it first."
            try await IdentityRefusal.explained([.isLocked: unlock]) { try await ring.client.delete(key.id) }
            report.done("API key \(name) was deleted.")
        }
    }
}
