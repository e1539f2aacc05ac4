// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs worker-update`, which gives workers a newer Kubernetes version.
enum WorkerUpdate {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "worker-update",
            summary: "Set workers up anew with a newer Kubernetes version, after their pods have moved away.",
            usage: "cs worker-update [-f] CLUSTER WORKER [WORKER...] [--kube-version X.Y.Z] [--force-update]",
            arguments: WorkerBatch.arguments,
            flags: [
                Flag("f", "force", summary: "Update the workers without a question."),
                Flag("kube-version", value: "X.Y.Z", summary: "The version. Default: that of the master."),
                Flag("force-update", summary: "Pass over more than two minor versions at once."),
            ]
        )
    ) { context, invocation in
        let batch = WorkerBatch(question: "Update", progress: "Updating", past: "updated")
        let request = WorkerActionRequest(
            action: WorkerActionRequest.update,
            force: invocation.has("force-update") ? true : nil,
            version: invocation.value("kube-version")
        )
        try await batch.run(context, invocation) { clusters, cluster, worker throws(ClientError) in
            try await clusters.changeWorker(worker, of: cluster, request)
        }
    }
}
