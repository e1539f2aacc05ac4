// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// The command `bx cs init`, which stores the address of the container service.
enum EndpointInit {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "init",
            summary: "Choose the address of the container service.",
            flags: [
                Flag("host", value: "HOST", summary: "The address. Default: the one that the server gave at login.")
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.session()
        try session.requireEndpoint(program: context.program)
        let host = invocation.value("host")
        guard
            let endpoint = ContainerServiceEndpoint.normalized(host ?? ContainerServiceEndpoint.standard(for: session))
        else {
            throw UsageError("'--host' takes an address such as https://containers.example.com, not '\(host ?? "")'.")
        }
        try ContainerServiceEndpoint.store(endpoint, for: session, in: context.configuration)
        report.begin("Using \(host == nil ? "default " : "")API endpoint: \(endpoint)")
        report.done()
    }
}
