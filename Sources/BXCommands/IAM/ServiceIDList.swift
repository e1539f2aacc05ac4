// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit

/// `bx iam service-ids`.
enum ServiceIDList {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "iam",
            name: "service-ids",
            summary: "List the service IDs of the targeted account.",
            flags: [Flag("uuid", summary: "Show the UUIDs alone"), OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let directory = try ServiceIDDirectory(context)
        let terminal = context.terminal
        let showsID = invocation.has("uuid")
        if !showsID {
            let account = terminal.entity(SessionSummary.text(directory.account))
            report.begin("Getting service IDs of account \(account)...")
        }
        let found = try await directory.all()
        if showsID { return try report.show(found.map(\.id), lines: found.map(\.id)) }
        try report.show(
            found,
            ["Name", "Description", "Created At", "Last Updated", "Locked", "UUID"],
            found.map { [$0.name, $0.description ?? "", $0.createdAt, $0.modifiedAt, String($0.locked), $0.id] },
            ifNone: "There are no service IDs."
        )
    }
}
