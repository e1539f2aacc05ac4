// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cr quota`, which shows how much of the registry the account may use and does.
enum QuotaShow {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "quota",
            summary: "Show your quotas for traffic and storage, and how much of them is used.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let terminal = context.terminal
        let report = try Report(terminal, invocation)
        let registry = try await context.registry()
        report.begin(
            "Getting quotas and usage for the current month, for account \(terminal.quoted(registry.accountName))..."
        )
        let quota = try await registry.client.quota()
        let rows = [
            row("Pull traffic", quota.usage.trafficBytes, of: quota.limit.trafficBytes),
            row("Storage", quota.usage.storageBytes, of: quota.limit.storageBytes),
        ]
        let isExceeded = rows.contains { !$0[3].isEmpty }
        try report.end(
            quota,
            ["QUOTA", "LIMIT", "USED"] + (isExceeded ? ["ADDITIONAL INFORMATION"] : []),
            isExceeded ? rows : rows.map { Array($0.prefix(3)) },
            ifNone: ""
        )
    }

    private static func row(_ name: String, _ used: Int, of limit: Int) -> [String] {
        let isExceeded = limit >= 0 && used >= limit
        return [name, ByteText.limit(limit), ByteText.text(used), isExceeded ? "Your quota is used up" : ""]
    }
}

/// The command `bx cr quota-set`, which sets limits for the account.
enum QuotaSet {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "quota-set",
            summary: "Set limits for the traffic and the storage of your account.",
            flags: [
                Flag("traffic", value: "MEGABYTES", summary: "What may be pulled in a month, or 'unlimited'."),
                Flag("storage", value: "MEGABYTES", summary: "What may be stored, or 'unlimited'."),
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let change = RegistryQuotaChange(
            storageMegabytes: try megabytes("storage", invocation),
            trafficMegabytes: try megabytes("traffic", invocation)
        )
        guard change.storageMegabytes != nil || change.trafficMegabytes != nil else {
            throw UsageError("'--traffic' or '--storage' is needed.")
        }
        let registry = try await context.registry()
        report.begin("Setting quotas for account \(context.terminal.quoted(registry.accountName))...")
        try await registry.client.setQuota(change)
        report.end("Successfully set your quotas")
    }

    private static func megabytes(_ name: String, _ invocation: Invocation) throws(UsageError) -> Int? {
        guard let text = invocation.value(name) else { return nil }
        if text.lowercased() == "unlimited" { return -1 }
        guard let number = Int(text), number >= 0 else {
            throw UsageError("'--\(name)' takes a whole number of megabytes or 'unlimited', not '\(text)'.")
        }
        return number
    }
}
