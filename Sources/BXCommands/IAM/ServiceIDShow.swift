// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit

/// `bx iam service-id`.
enum ServiceIDShow {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "iam",
            name: "service-id",
            summary: "Show a service ID.",
            arguments: [Argument("NAME")],
            flags: [Flag("uuid", summary: "Show the UUID alone"), OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let name = invocation.argument("NAME") ?? ""
        let directory = try ServiceIDDirectory(context)
        if invocation.has("uuid") {
            let id = try await directory.serviceID(name).id
            return try report.show(id, lines: [id])
        }
        report.begin("Getting service ID \(context.terminal.entity(name))...")
        let found = try await directory.serviceID(name)
        try report.show(found, found.fields)
    }
}

extension ServiceIDResource {
    /// What is shown of a service id.
    var fields: [(String, String)] {
        [
            ("Name", name), ("Description", description ?? ""), ("Created At", createdAt), ("Last Updated", modifiedAt),
            ("CRN", crn), ("IAM ID", iamID), ("Locked", String(locked)), ("UUID", id), ("Version", entityTag),
        ]
    }
}
