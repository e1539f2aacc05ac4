// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs worker-reload`, which sets workers up anew.
enum WorkerReload {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "worker-reload",
            summary: "Set workers up anew: names, addresses and versions stay, what is stored on them is lost.",
            usage: "cs worker-reload [-f] CLUSTER WORKER [WORKER...]",
            arguments: WorkerBatch.arguments,
            flags: [Flag("f", "force", summary: "Reload the workers without a question.")]
        )
    ) { context, invocation in
        let batch = WorkerBatch(question: "Reload", progress: "Reloading", past: "reloaded")
        let request = WorkerActionRequest(action: WorkerActionRequest.reload)
        try await batch.run(context, invocation) { clusters, cluster, worker throws(ClientError) in
            try await clusters.changeWorker(worker, of: cluster, request)
        }
    }
}
