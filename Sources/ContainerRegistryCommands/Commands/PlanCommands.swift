// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cr plan`, which shows the pricing plan of the account.
enum PlanShow {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "plan",
            summary: "Show your pricing plan.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let terminal = context.terminal
        let report = try Report(terminal, invocation)
        let registry = try await context.registry()
        report.begin("Getting pricing plan for account \(terminal.quoted(registry.accountName))...")
        let plan = try await registry.client.plan()
        if report.isJSON { return try OutputForm.show(RegistryPlanInfo(plan: plan), on: terminal) }
        if report.isQuiet { return terminal.say(plan) }
        report.end("You are on the \(terminal.quoted(plan)) pricing plan.")
    }
}

/// The command `bx cr plan-upgrade`, which changes to a larger pricing plan.
enum PlanUpgrade {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "plan-upgrade",
            summary: "Upgrade to another pricing plan, 'standard' unless told otherwise.",
            arguments: [Argument("PLAN", isOptional: true)]
        )
    ) { context, invocation in
        let terminal = context.terminal
        let report = try Report(terminal, invocation)
        let word = invocation.argument("PLAN") ?? "standard"
        let plan = word.prefix(1).uppercased() + word.dropFirst().lowercased()
        let registry = try await context.registry()
        report.begin(
            "Upgrading to the \(terminal.quoted(plan)) pricing plan for account \(terminal.quoted(registry.accountName))..."
        )
        try await registry.client.setPlan(plan)
        report.end("You are now on the \(terminal.quoted(plan)) pricing plan.")
    }
}
