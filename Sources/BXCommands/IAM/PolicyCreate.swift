// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit

/// `bx iam user-policy-create` and `bx iam service-policy-create`.
enum PolicyCreate {
    static let commands = PolicySubjectKind.allCases.map(command)

    private static func command(_ kind: PolicySubjectKind) -> Command<BXContext> {
        Command(
            CommandDeclaration(
                namespace: "iam",
                name: "\(kind.word)-policy-create",
                summary: "Give \(kind.noun) roles; on everything in the account, unless flags narrow it.",
                arguments: [Argument(kind.argument)],
                flags: PolicyOrder.flags + [OutputForm.flag]
            )
        ) { context, invocation in
            let report = try Report(context.terminal, invocation)
            let subject = try await PolicySubject(kind, context, invocation)
            let terminal = context.terminal
            let order = try await PolicyOrder(invocation, for: subject, context)
            let roles = order.roles.map(\.name).joined(separator: ", ")
            let scope = PolicyScope.text(order.attributes)
            report.begin(
                "Granting \(terminal.entity(roles)) on \(terminal.entity(scope)) to \(terminal.entity(subject.name))..."
            )
            let (policy, version) = try await subject.client.create(order.request(for: subject))
            try report.show(policy, policy.fields(of: subject, version: version))
        }
    }
}
