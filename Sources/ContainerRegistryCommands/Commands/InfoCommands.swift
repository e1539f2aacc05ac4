// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// The command `bx cr api`, which shows the address of the registry's API.
enum APIShow {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "api",
            summary: "Show the address of the registry's API.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let address = try await context.registryAddress(of: try context.session())
        let url = address.endpoint + "/api"
        if report.isQuiet, !report.isJSON { return context.terminal.say(url) }
        try report.end(["endpoint": url], [("Registry API endpoint", url)], hasHeading: false)
    }
}

/// The command `bx cr info`, which shows which registry is in use, and by whom.
enum InfoShow {
    private struct Information: Encodable {
        let registry: String
        let registryAPI: String
        let api: String
        let account: String
        let accountName: String
        let organization: String
        let organizationName: String
    }

    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "info",
            summary: "Show which registry is in use, and for which account.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let registry = try await context.registry()
        let session = registry.session
        let information = Information(
            registry: registry.host,
            registryAPI: registry.address.endpoint + "/api",
            api: session.apiEndpoint,
            account: session.account?.id ?? "",
            accountName: session.account?.name ?? "",
            organization: session.organization?.id ?? "",
            organizationName: session.organization?.name ?? ""
        )
        try report.end(
            information,
            [
                ("Container Registry", information.registry),
                ("Container Registry API endpoint", information.registryAPI),
                ("Bluemix API endpoint", information.api),
                ("Bluemix account details", text(session.account)),
                ("Bluemix organization details", text(session.organization)),
            ],
            hasHeading: false
        )
    }

    private static func text(_ target: SessionTarget?) -> String {
        target.map { "\($0.name) (\($0.id))" } ?? "-"
    }
}
