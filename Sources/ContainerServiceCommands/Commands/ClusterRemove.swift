// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs cluster-rm`, which has a cluster removed.
enum ClusterRemove {
    static func command(pace: WaitPace) -> Command<PluginContext> {
        Command(declaration) { context, invocation in try await run(context, invocation, pace) }
    }

    private static let declaration = CommandDeclaration(
        namespace: "cs",
        name: "cluster-rm",
        summary: "Remove a cluster with all that runs in it.",
        usage: "cs cluster-rm [-f] CLUSTER [--wait] [--timeout TIME]",
        arguments: [Argument("CLUSTER")],
        flags: [Flag("f", "force", summary: "Remove the cluster without questions.")] + WaitOptions.flags
    )

    private static func run(_ context: PluginContext, _ invocation: Invocation, _ pace: WaitPace) async throws {
        let report = try Report(context.terminal, invocation)
        let options = try WaitOptions(invocation)
        let terminal = context.terminal
        let clusters = try context.clusters()
        let cluster = try await clusters.cluster(try invocation.cluster())
        if !invocation.has("f"), !(try confirm(cluster.name, on: terminal)) {
            terminal.say("Cluster \(terminal.entity(cluster.name)) was not removed.")
            return
        }
        report.begin("Removing cluster \(terminal.entity(cluster.name))...")
        try await clusters.delete(cluster.id)
        if let options {
            let wait = ClusterWait(
                context: context,
                report: report,
                clusters: clusters,
                limit: options.limit,
                pace: pace
            )
            try await wait.untilGone(id: cluster.id, name: cluster.name)
        }
        report.done()
    }

    /// Asks about the cluster, and about what belongs to it: neither stays without the other.
    private static func confirm(_ name: String, on terminal: Terminal) throws -> Bool {
        let mend = "To remove the cluster without questions, add '-f'."
        return try terminal.confirmLoss("Remove the cluster? [\(terminal.entity(name))]", mend: mend)
            && terminal.confirmLoss(
                "Its subnet and all data on its workers go with it. Remove them too? [\(terminal.entity(name))]",
                mend: mend
            )
    }
}
