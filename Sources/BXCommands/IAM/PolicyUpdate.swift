// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit

/// `bx iam user-policy-update` and `bx iam service-policy-update`.
enum PolicyUpdate {
    static let commands = PolicySubjectKind.allCases.map(command)

    private static func command(_ kind: PolicySubjectKind) -> Command<BXContext> {
        Command(
            CommandDeclaration(
                namespace: "iam",
                name: "\(kind.word)-policy-update",
                summary: "Change a policy of \(kind.noun); what no flag names stays, an empty value takes it away.",
                arguments: [Argument(kind.argument), Argument("POLICY_ID")],
                flags: [Flag("v", "version", value: "VERSION", summary: "Only if this is still its version")]
                    + PolicyOrder.flags + [OutputForm.flag]
            )
        ) { context, invocation in
            let report = try Report(context.terminal, invocation)
            let subject = try await PolicySubject(kind, context, invocation)
            let terminal = context.terminal
            let seen = try await subject.policy(invocation.argument("POLICY_ID") ?? "")
            let order = try await PolicyOrder(invocation, for: subject, context, over: seen.policy)
            let roles = order.roles.map(\.name).joined(separator: ", ")
            let scope = PolicyScope.text(order.attributes)
            report.begin(
                "Changing policy \(terminal.entity(seen.policy.id)) of \(terminal.entity(subject.name)) to "
                    + "\(terminal.entity(roles)) on \(terminal.entity(scope))..."
            )
            let mend = "Look at the policy again, and repeat the command if you still want it."
            let changed = try await IdentityRefusal.explained([.wasChanged: mend]) {
                try await subject.client.update(
                    seen.policy.id,
                    order.request(for: subject),
                    version: invocation.value("v") ?? seen.version
                )
            }
            try report.show(changed.policy, changed.policy.fields(of: subject, version: changed.version))
        }
    }
}
