// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit
import PluginKit

/// `bx target`: shows what is targeted, or targets something else.
enum TargetCommand {
    static let command = Command<BXContext>(
        CommandDeclaration(
            name: "target",
            aliases: ["t"],
            summary: "Set or view the targeted account, org and space.",
            usage:
                "target [-r REGION_NAME] [-c ACCOUNT_ID] [-g RESOURCE_GROUP] [--cf] [-o ORG] [-s SPACE] [--output json]",
            flags: [
                Flag("c", value: "ACCOUNT_ID", summary: "Account to work in"),
                Flag("r", value: "REGION_NAME", summary: "Region to work in"),
                Flag("g", value: "RESOURCE_GROUP", summary: "Resource group to work in"),
                Flag("cf", summary: "Choose organization and space"),
                Flag("o", value: "ORG", summary: "Organization to work in"),
                Flag("s", value: "SPACE", summary: "Space to work in"),
                OutputForm.flag,
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        var session = try context.sessions.session()
        try session.requireLogin(program: context.program)
        if let region = invocation.value("r"), region != session.region {
            throw CommandFailure("Region '\(region)' is not known. This server has the region '\(session.region)'.")
        }
        if invocation.has("g") {
            throw CommandFailure("'-g' cannot be used: an account has one resource group, 'Default'.")
        }
        if let word = invocation.value("c") { session = try await target(word, session, report, context) }
        if ["c", "cf", "o", "s"].contains(where: invocation.has) {
            session = try await OrganizationChoice.target(invocation, session, report, context)
        }
        if report.isJSON { return try OutputForm.show(SessionSummary.Values(session), on: report.terminal) }
        SessionSummary(context).show(session)
    }

    private static func target(
        _ word: String,
        _ session: Session,
        _ report: Report,
        _ context: BXContext
    ) async throws -> Session {
        let directory = try await AccountDirectory(
            endpoint: session.accountManagementEndpoint,
            connection: context.authorizedConnection(session)
        )
        let account = try directory.account(word)
        // The call above may have renewed the tokens.
        let current = try context.sessions.session()
        let tokens = try await TokenClient(endpoint: current.iamEndpoint, connection: context.connection(current))
            .tokens(for: .refresh(current.iamRefreshToken), account: account.id)
        let updated = try context.sessions.update {
            $0.take(tokens)
            $0.account = account
            ($0.organization, $0.space) = (nil, nil)
        }
        report.begin("Targeted account \(report.terminal.entity(SessionSummary.text(account)))\n")
        return updated
    }
}
