// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs worker-reboot`, which starts workers again.
enum WorkerReboot {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "worker-reboot",
            summary: "Reboot workers: what they store stays, pods start again.",
            usage: "cs worker-reboot [-f] [--hard] CLUSTER WORKER [WORKER...]",
            arguments: WorkerBatch.arguments,
            flags: [
                Flag("f", "force", summary: "Reboot the workers without a question."),
                Flag("hard", summary: "Cut the power instead of asking programs to end."),
            ]
        )
    ) { context, invocation in
        let action = invocation.has("hard") ? WorkerActionRequest.hardReboot : WorkerActionRequest.softReboot
        let batch = WorkerBatch(question: "Reboot", progress: "Rebooting", past: "rebooted")
        try await batch.run(context, invocation) { clusters, cluster, worker throws(ClientError) in
            try await clusters.changeWorker(worker, of: cluster, WorkerActionRequest(action: action))
        }
    }
}
