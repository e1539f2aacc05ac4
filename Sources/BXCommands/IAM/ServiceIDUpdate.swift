// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit

/// `bx iam service-id-update`.
enum ServiceIDUpdate {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "iam",
            name: "service-id-update",
            summary: "Change the name or the description of a service ID.",
            arguments: [Argument("NAME")],
            flags: DescriptionChange.flags + [Confirmation.needlessFlag, OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let change = try DescriptionChange(invocation)
        let directory = try ServiceIDDirectory(context)
        let found = try await directory.serviceID(invocation.argument("NAME") ?? "")
        report.begin("Updating service ID \(context.terminal.entity(found.name))...")
        let mends: [IdentityRefusal: String] = [
            .isLocked: "Use '\(context.program) iam service-id-unlock' to unlock it first.",
            .wasChanged: "Look at the service ID again, and repeat the command if you still want it.",
        ]
        let updated = try await IdentityRefusal.explained(mends) {
            try await directory.client.update(
                found.id,
                ServiceIDRequest(name: change.name, description: change.description),
                version: change.version ?? found.entityTag
            )
        }
        try report.show(updated, updated.fields)
    }
}
