// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx info`: what the server says about itself.
enum InfoCommand {
    static let command = Command<BXContext>(
        CommandDeclaration(
            name: "info",
            summary: "Show what the server is and where its services are.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        try session.requireEndpoint(program: context.program)
        let terminal = context.terminal
        report.begin("Listing cloud info...")
        let info = try await DiscoveryClient(context.connection(session)).info(of: session.apiEndpoint)
        try report.show(
            info,
            keyValues: [
                (key: "Name", value: info.name),
                (key: "Description", value: info.description),
                (key: "API endpoint", value: session.apiEndpoint),
                (key: "API version", value: info.apiVersion),
                (key: "Region", value: info.region),
                (key: "Login endpoint", value: info.authorizationEndpoint),
                (key: "Token endpoint", value: info.tokenEndpoint),
                (key: "One-time codes", value: info.passcodeEndpoint ?? ""),
                (key: "IAM endpoint", value: info.iamEndpoint),
                (key: "Accounts endpoint", value: info.accountManagementEndpoint),
                (key: "Containers endpoint", value: info.containersEndpoint),
                (key: "Plug-in repository", value: info.pluginRepositoryURL),
            ]
        )
    }
}
