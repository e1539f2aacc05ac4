// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit

/// `bx iam api-key-update` and `bx iam service-api-key-update`.
enum APIKeyUpdate {
    static let commands = [KeyHolder.user, .serviceID].map(command)

    private static func command(_ holder: KeyHolder) -> Command<BXContext> {
        Command(
            CommandDeclaration(
                namespace: "iam",
                name: "\(holder.word)-update",
                summary: "Change the name or the description of an API key\(holder.phrase).",
                arguments: [Argument("NAME")] + holder.arguments,
                flags: DescriptionChange.flags + [Confirmation.needlessFlag, OutputForm.flag]
            )
        ) { context, invocation in
            let report = try Report(context.terminal, invocation)
            let change = try DescriptionChange(invocation)
            let ring = try await KeyRing(holder, context, invocation)
            let terminal = context.terminal
            let key = try await ring.key(invocation.argument("NAME") ?? "")
            report.begin("Updating API key \(terminal.entity(key.name)) of \(terminal.entity(ring.owner))...")
            let mends: [IdentityRefusal: String] = [
                .isLocked: "Use '\(context.program) iam \(holder.word)-unlock' to unlock it first.",
                .wasChanged: "Look at the key again, and repeat the command if you still want it.",
            ]
            let updated = try await IdentityRefusal.explained(mends) {
                try await ring.client.update(
                    key.id,
                    APIKeyUpdateRequest(name: change.name, description: change.description),
                    version: change.version ?? key.entityTag
                )
            }
            try report.show(updated, ring.fields(updated))
        }
    }
}
