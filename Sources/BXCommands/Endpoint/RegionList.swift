// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx regions`.
enum RegionList {
    static let command = Command<BXContext>(
        CommandDeclaration(name: "regions", summary: "List the regions of the server.", flags: [OutputForm.flag])
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        try session.requireEndpoint(program: context.program)
        let terminal = context.terminal
        report.begin("Listing regions...")
        let regions = try await DiscoveryClient(context.connection(session)).regions(of: session.apiEndpoint)
        try report.show(
            regions,
            ["Name", "Geolocation", "Customer", "Deployment", "Domain", "CF API Endpoint", "Type"],
            regions.map {
                [
                    $0.name, $0.geo.displayName, $0.customer.displayName, $0.deployment.displayName, $0.domain,
                    $0.cloudFoundryAPI, $0.type,
                ]
            },
            ifNone: "There are no regions."
        )
    }
}
