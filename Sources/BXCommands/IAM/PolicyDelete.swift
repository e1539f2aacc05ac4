// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit

/// `bx iam user-policy-delete` and `bx iam service-policy-delete`.
enum PolicyDelete {
    static let commands = PolicySubjectKind.allCases.map(command)

    private static func command(_ kind: PolicySubjectKind) -> Command<BXContext> {
        Command(
            CommandDeclaration(
                namespace: "iam",
                name: "\(kind.word)-policy-delete",
                summary: "Take the roles of a policy from \(kind.noun) again.",
                arguments: [Argument(kind.argument), Argument("POLICY_ID")],
                flags: [Confirmation.flag]
            )
        ) { context, invocation in
            let report = try Report(context.terminal, invocation)
            let subject = try await PolicySubject(kind, context, invocation)
            let terminal = context.terminal
            let (policy, _) = try await subject.policy(invocation.argument("POLICY_ID") ?? "")
            let (roles, scope) = (
                terminal.entity(policy.roleNames), terminal.entity(PolicyScope.text(policy.attributes))
            )
            let name = terminal.entity(subject.name)
            guard try Confirmation.isGiven("Take \(roles) on \(scope) from \(name)?", invocation, terminal) else {
                return
            }
            report.begin("Deleting policy \(terminal.entity(policy.id)) of \(name)...")
            try await subject.client.delete(policy.id)
            report.done("\(roles) on \(scope) was taken from \(name).")
        }
    }
}
