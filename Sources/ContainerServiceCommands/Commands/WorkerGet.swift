// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs worker-get`, which shows one worker.
enum WorkerGet {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "worker-get",
            summary: "Show the details of a worker.",
            arguments: [Argument("CLUSTER", isOptional: true), Argument("WORKER")],
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let id = invocation.arguments.last ?? ""
        let cluster = invocation.arguments.count > 1 ? invocation.arguments.first : nil
        let report = try Report(context.terminal, invocation)
        report.begin("Retrieving worker \(context.terminal.entity(id))...")
        let worker = try await context.clusters().worker(id, in: cluster)
        try report.show(worker, keyValues: WorkerRows.details(worker))
    }
}
