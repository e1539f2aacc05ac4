// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs credentials-set`, which tells the service how to order infrastructure.
enum CredentialsSet {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "credentials-set",
            summary: "Set the credentials of an infrastructure account, where the service uses one.",
            usage: "cs credentials-set --infrastructure-username USER --infrastructure-api-key KEY",
            flags: [
                Flag("infrastructure-username", value: "USER", summary: "A user of the infrastructure. Required."),
                Flag(
                    "infrastructure-api-key",
                    value: "KEY",
                    summary: "A key of that user, or @FILE with it. Required.",
                    readsFile: true
                ),
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        guard let user = invocation.value("infrastructure-username"), !user.isEmpty else {
            throw UsageError("'--infrastructure-username' is missing.")
        }
        guard let key = try invocation.expandedValue("infrastructure-api-key"), !key.isEmpty else {
            throw UsageError("'--infrastructure-api-key' is missing.")
        }
        report.begin("Setting infrastructure credentials...")
        try await context.clusters().setCredentials(userName: user, key: key)
        report.done()
    }
}

/// The command `bx cs credentials-unset`, which has the service forget them.
enum CredentialsUnset {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "credentials-unset",
            summary: "Remove the credentials of an infrastructure account."
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        report.begin("Removing infrastructure credentials...")
        try await context.clusters().unsetCredentials()
        report.done()
    }
}
