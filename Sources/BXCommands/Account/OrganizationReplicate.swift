// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx account org-replicate`.
enum OrganizationReplicate {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "account",
            name: "org-replicate",
            summary: "Make an org known in another region of the server.",
            arguments: [Argument("NAME"), Argument("REGION")]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let client = try context.organizations(session)
        let terminal = context.terminal
        let region = invocation.argument("REGION") ?? ""
        let org = try await context.organization(invocation.argument("NAME"), of: session, client)
        let regions = try await client.regions().map(\.region)
        guard regions.contains(region) else {
            throw CommandFailure(
                "Region '\(region)' is not known. The regions of this server are: \(regions.joined(separator: ", "))."
            )
        }
        report.begin("Replicating org \(terminal.entity(org.name)) to region \(terminal.entity(region))...")
        // All regions of a server share its organizations.
        guard try await client.regions(of: org.id).map(\.region).contains(region) else {
            throw CommandFailure("The server does not replicate org '\(org.name)' to region '\(region)'.")
        }
        report.done("\nOrg \(terminal.entity(org.name)) was replicated to region \(terminal.entity(region)).")
    }
}
