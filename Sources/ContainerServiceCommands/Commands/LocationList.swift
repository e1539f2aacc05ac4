// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs locations`, which lists where clusters can be.
enum LocationList {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "locations",
            summary: "List the locations of the region.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let locations = try await context.clusters().locations()
        try report.show(locations, lines: locations)
    }
}
