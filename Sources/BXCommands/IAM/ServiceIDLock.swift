// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit

/// `bx iam service-id-lock` and `bx iam service-id-unlock`.
enum ServiceIDLock {
    static let commands = [
        command(true, "Lock a service ID: it cannot be changed or deleted."), command(false, "Unlock a service ID."),
    ]

    private static func command(_ locks: Bool, _ summary: String) -> Command<BXContext> {
        Command(
            CommandDeclaration(
                namespace: "iam",
                name: locks ? "service-id-lock" : "service-id-unlock",
                summary: summary,
                arguments: [Argument("NAME")],
                flags: [Confirmation.needlessFlag]
            )
        ) { context, invocation in
            let report = try Report(context.terminal, invocation)
            let directory = try ServiceIDDirectory(context)
            let found = try await directory.serviceID(invocation.argument("NAME") ?? "")
            let name = context.terminal.entity(found.name)
            report.begin("\(locks ? "Locking" : "Unlocking") service ID \(name)...")
            try await directory.client.setLocked(locks, found.id)
            report.done("Service ID \(name) is \(locks ? "locked" : "unlocked") now.")
        }
    }
}
