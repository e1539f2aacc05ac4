// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit

/// `bx iam api-keys` and `bx iam service-api-keys`.
enum APIKeyList {
    static let commands = [
        command(.user, "List your API keys in the targeted account."),
        command(.serviceID, "List the API keys of a service ID."),
    ]

    private static func command(_ holder: KeyHolder, _ summary: String) -> Command<BXContext> {
        Command(
            CommandDeclaration(
                namespace: "iam",
                name: holder.word + "s",
                summary: summary,
                arguments: holder.arguments,
                flags: [Flag("uuid", summary: "Show the UUIDs alone"), OutputForm.flag]
            )
        ) { context, invocation in
            let report = try Report(context.terminal, invocation)
            let ring = try await KeyRing(holder, context, invocation)
            let terminal = context.terminal
            let account = terminal.entity(SessionSummary.text(ring.account))
            let showsID = invocation.has("uuid")
            if !showsID {
                report.begin("Getting API keys of \(terminal.entity(ring.owner)) in account \(account)...")
            }
            let keys = try await ring.keys()
            if showsID { return try report.show(keys.map(\.id), lines: keys.map(\.id)) }
            try report.show(
                keys,
                ["Name", "Description", "Created At", "Last Used", "Locked", "Disabled", "UUID"],
                keys.map { key in
                    [
                        key.name, key.description ?? "", key.createdAt, key.lastUsedAt ?? "", String(key.locked),
                        String(key.disabled), key.id,
                    ]
                },
                ifNone: "There are no API keys."
            )
        }
    }
}
