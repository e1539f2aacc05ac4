// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx iam roles`.
enum RoleList {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "iam",
            name: "roles",
            summary: "List the roles that policies can give.",
            flags: [
                Flag("service", value: "NAME", summary: "Roles on this service, for instance containers-kubernetes"),
                OutputForm.flag,
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        let account = try session.requireAccount(program: context.program)
        report.begin("Getting roles...")
        let roles = try await context.policies(session).roles(of: invocation.value("service"), in: account.id)
        try report.show(
            roles,
            ["Name", "Description"],
            roles.map { [$0.displayName, $0.description] },
            ifNone: "There are no roles."
        )
    }
}
