// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs regions`, which lists the regions of the container service.
enum RegionList {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "regions",
            summary: "List the regions of the container service.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let regions = try await context.clusters().regions()
        if report.isJSON { return try OutputForm.show(regions, on: context.terminal) }
        context.terminal.table(["Region Name", "Region Alias"], regions.map { [$0.name, $0.alias] })
    }
}

/// The command `bx cs region`, which shows the region that commands work in.
enum RegionShow {
    static let command = Command<PluginContext>(
        CommandDeclaration(namespace: "cs", name: "region", summary: "Show the region that commands work in.")
    ) { context, invocation in
        let session = try context.session()
        try session.requireEndpoint(program: context.program)
        let region = try ContainerRegion.name(for: session, in: context.configuration)
        context.terminal.keyValues([(key: "Region", value: DisplayText.orDash(region))])
    }
}

/// The command `bx cs region-set`, which chooses the region that commands work in.
enum RegionSet {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "region-set",
            summary: "Choose the region that commands work in.",
            arguments: [Argument("REGION", isOptional: true)]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let regions = try await context.clusters().regions()
        let region = try choose(invocation.argument("REGION"), among: regions, on: context.terminal)
        try ContainerRegion.store(region.name, for: try context.session(), in: context.configuration)
        report.done()
    }

    private static func choose(
        _ word: String?,
        among regions: [ContainerRegionInfo],
        on terminal: Terminal
    ) throws -> ContainerRegionInfo {
        guard let word else {
            let names = regions.map(\.name)
            guard let index = try terminal.choose("Choose a region:", names) else {
                throw CommandFailure("The server has no regions.")
            }
            return regions[index]
        }
        guard let found = regions.first(where: { $0.name == word || $0.alias == word }) else {
            throw CommandFailure("There is no region '\(word)'. To list the regions, run 'bx cs regions'.")
        }
        return found
    }
}
