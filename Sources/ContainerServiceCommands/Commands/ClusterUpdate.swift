// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs cluster-update`, which gives the master of a cluster a newer Kubernetes version.
enum ClusterUpdate {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "cluster-update",
            summary: "Update the Kubernetes master to a newer version; the workers go on and keep theirs.",
            usage: "cs cluster-update [-f] CLUSTER [--kube-version X.Y.Z] [--force-update]",
            arguments: [Argument("CLUSTER")],
            flags: [
                Flag("f", "force", summary: "Update the master without a question."),
                Flag("kube-version", value: "X.Y.Z", summary: "The version. Default: the default of kube-versions."),
                Flag("force-update", summary: "Pass over more than two minor versions at once."),
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let terminal = context.terminal
        let clusters = try context.clusters()
        let cluster = try await clusters.cluster(try invocation.cluster())
        if !invocation.has("f"), !(try confirm(cluster.name, on: terminal)) {
            terminal.say("Cluster \(terminal.entity(cluster.name)) was not updated.")
            return
        }
        report.begin("Updating cluster \(terminal.entity(cluster.name))...")
        let request = ClusterUpdateRequest(
            action: ClusterUpdateRequest.update,
            force: invocation.has("force-update"),
            version: invocation.value("kube-version")
        )
        try await clusters.update(cluster.id, request)
        report.done()
        report.tip(
            "The master is away for a short time; what runs on the workers goes on. To see how far it is, run "
                + terminal.command("\(context.program) cs cluster-events \(cluster.name)") + "."
        )
    }

    private static func confirm(_ name: String, on terminal: Terminal) throws -> Bool {
        try terminal.confirmLoss(
            "Update the master of the cluster? [\(terminal.entity(name))]",
            mend: "To update the master without a question, add '-f'."
        )
    }
}
