// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit

/// `bx iam user-policy` and `bx iam service-policy`.
enum PolicyShow {
    static let commands = PolicySubjectKind.allCases.map(command)

    private static func command(_ kind: PolicySubjectKind) -> Command<BXContext> {
        Command(
            CommandDeclaration(
                namespace: "iam",
                name: "\(kind.word)-policy",
                summary: "Show a policy of \(kind.noun).",
                arguments: [Argument(kind.argument), Argument("POLICY_ID")],
                flags: [OutputForm.flag, Confirmation.needlessFlag] + kind.oldFlags
            )
        ) { context, invocation in
            let report = try Report(context.terminal, invocation)
            let id = invocation.argument("POLICY_ID") ?? ""
            let subject = try await PolicySubject(kind, context, invocation)
            report.begin("Getting policy \(context.terminal.entity(id)) of \(context.terminal.entity(subject.name))...")
            let (policy, version) = try await subject.policy(id)
            try report.show(policy, policy.fields(of: subject, version: version))
        }
    }
}
