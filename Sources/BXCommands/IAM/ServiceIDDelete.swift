// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit

/// `bx iam service-id-delete`.
enum ServiceIDDelete {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "iam",
            name: "service-id-delete",
            summary: "Delete a service ID with its API keys.",
            arguments: [Argument("NAME")],
            flags: [Confirmation.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let directory = try ServiceIDDirectory(context)
        let terminal = context.terminal
        let found = try await directory.serviceID(invocation.argument("NAME") ?? "")
        let name = terminal.entity(found.name)
        guard try Confirmation.isGiven("Delete service ID \(name) and its API keys?", invocation, terminal) else {
            return
        }
        report.begin("Deleting service ID \(name)...")
        let mends: [IdentityRefusal: String] = [
            .isLocked: "Use '\(context.program) iam service-id-unlock' to unlock it first.",
            .hasLockedKeys: "Use '\(context.program) iam service-api-key-unlock' to unlock them first.",
        ]
        try await IdentityRefusal.explained(mends) { try await directory.client.delete(found.id) }
        report.done("Service ID \(name) was deleted.")
    }
}
