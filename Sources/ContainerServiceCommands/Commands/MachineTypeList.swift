// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs machine-types`, which lists the sizes that workers can have.
enum MachineTypeList {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "machine-types",
            summary: "List the machine types that workers can have in a location.",
            arguments: [Argument("LOCATION")],
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        report.begin("Getting machine types list...")
        let types = try await context.clusters().machineTypes(in: invocation.argument("LOCATION") ?? "")
        if report.isJSON { return try OutputForm.show(types, on: context.terminal) }
        report.done("Machine Types")
        context.terminal.table(
            ["Name", "Cores", "Memory", "Network Speed", "OS", "Storage", "Server Type"],
            types.map { [$0.name, $0.cores, $0.memory, $0.networkSpeed, $0.os, $0.storage, $0.serverType] }
        )
    }
}
