// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs worker-rm`, which has workers removed.
enum WorkerRemove {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "worker-rm",
            summary: "Remove workers from a cluster, after their pods have moved away.",
            usage: "cs worker-rm [-f] CLUSTER WORKER [WORKER...]",
            arguments: WorkerBatch.arguments,
            flags: [Flag("f", "force", summary: "Remove the workers without a question.")]
        )
    ) { context, invocation in
        let batch = WorkerBatch(question: "Remove", progress: "Removing", past: "removed")
        try await batch.run(context, invocation) { clusters, cluster, worker throws(ClientError) in
            try await clusters.removeWorker(worker, from: cluster)
        }
    }
}
