// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cr region`, which shows the region of the registry.
enum RegionShow {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "region",
            summary: "Show the region and the registry that commands work in.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.session()
        let address = try await context.registryAddress(of: session)
        let region = try RegistryRegion.name(for: session, home: address.homeRegion, in: context.configuration)
        if report.isJSON {
            return try OutputForm.show(["region": region, "registry": address.host], on: context.terminal)
        }
        if report.isQuiet { return context.terminal.say(region) }
        let terminal = context.terminal
        terminal.say(
            "You are targeting region \(terminal.quoted(region)), the registry is \(terminal.quoted(address.host))."
        )
    }
}

/// The command `bx cr region-set`, which chooses the region of the registry.
enum RegionSet {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "region-set",
            summary: "Choose the region that commands work in.",
            arguments: [Argument("REGION", isOptional: true)]
        )
    ) { context, invocation in
        let terminal = context.terminal
        let report = try Report(terminal, invocation)
        let session = try context.session()
        let address = try await context.registryAddress(of: session)
        let regions = try await regions(context, session, address)
        let region = try choose(invocation.argument("REGION"), among: regions, on: terminal)
        try RegistryRegion.store(region, for: session, in: context.configuration)
        report.end(
            "The region is set to \(terminal.quoted(region)), the registry is \(terminal.quoted(address.host)).",
            hasHeading: false
        )
        report.tip("For docker, log in again with \(terminal.command("\(context.program) cr login")).")
    }

    /// The registry regions that the server's own regions belong to; one registry serves them all.
    static func regions(
        _ context: PluginContext,
        _ session: Session,
        _ address: RegistryAddress
    ) async throws(ClientError) -> [String] {
        let clusters = ClusterClient(
            endpoint: session.containersEndpoint.isEmpty ? session.apiEndpoint : session.containersEndpoint,
            connection: context.authorizedConnection(session)
        )
        let served = session.isLoggedIn ? try await clusters.regions().map(\.name) : []
        return ([address.homeRegion] + served).map(RegistryRegion.serving)
            .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private static func choose(_ word: String?, among regions: [String], on terminal: Terminal) throws -> String {
        guard let word else {
            let index = try terminal.choose("Choose a region:", regions) ?? 0
            return regions[index]
        }
        guard word != "global" else {
            throw CommandFailure("This server has no global registry: there are no public images of IBM in it.")
        }
        let region = RegistryRegion.serving(word)
        guard regions.contains(region) else {
            throw CommandFailure(
                "The server has no registry in a region '\(word)'. It has: \(regions.joined(separator: ", "))."
            )
        }
        return region
    }
}
