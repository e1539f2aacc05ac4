// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx iam user-policies` and `bx iam service-policies`.
enum PolicyList {
    static let commands = PolicySubjectKind.allCases.map(command)

    private static func command(_ kind: PolicySubjectKind) -> Command<BXContext> {
        Command(
            CommandDeclaration(
                namespace: "iam",
                name: "\(kind.word)-policies",
                summary: "List the policies that give \(kind.noun) roles.",
                arguments: [Argument(kind.argument)],
                flags: [OutputForm.flag, Confirmation.needlessFlag] + kind.oldFlags
            )
        ) { context, invocation in
            let report = try Report(context.terminal, invocation)
            let subject = try await PolicySubject(kind, context, invocation)
            let terminal = context.terminal
            let account = terminal.entity(SessionSummary.text(subject.account))
            report.begin("Getting policies of \(terminal.entity(subject.name)) in account \(account)...")
            let policies = try await subject.client.policies(of: subject.iamID, in: subject.account.id)
            try report.show(
                policies,
                ["Policy ID", "Roles"] + PolicyScope.parts.map(\.title),
                policies.map { [$0.id, $0.roleNames] + PolicyScope.values($0.attributes).map(\.value) },
                ifNone: "There are no policies."
            )
        }
    }
}
