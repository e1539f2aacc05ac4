// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import Archives
import Basics
import CommandLineKit
import PluginKit

/// The command `bx cs cluster-config`, which downloads what kubectl needs to reach a cluster.
enum ClusterConfig {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "cluster-config",
            summary: "Download the Kubernetes configuration of a cluster.",
            arguments: [Argument("CLUSTER")],
            flags: [
                Flag("admin", summary: "Download the certificates of the cluster's super user."),
                Flag(
                    "export",
                    summary: "Print nothing but the command that sets KUBECONFIG, for 'eval $(...)'.",
                    isForPrograms: true
                ),
            ]
        )
    ) { context, invocation in
        let cluster = try invocation.cluster()
        let isAdmin = invocation.has("admin")
        let (name, path) = try await download(cluster, isAdmin: isAdmin, context)
        let terminal = context.terminal
        if invocation.has("export") { return terminal.say(exportLine(path)) }
        terminal.ok()
        terminal.say(
            "The configuration for \(terminal.entity(name)) was downloaded successfully. "
                + "Export environment variables to start using Kubernetes.\n"
        )
        terminal.say(exportLine(path) + "\n")
    }

    /// Stores the configuration and gives the name of the cluster and the path of the kubeconfig.
    private static func download(
        _ cluster: String,
        isAdmin: Bool,
        _ context: PluginContext
    ) async throws -> (name: String, path: String) {
        let clusters = try context.clusters()
        let found = try await clusters.cluster(cluster)
        let archive = try await clusters.configuration(of: found.id, isAdmin: isAdmin)
        do {
            let folder = try KubeconfigFolder(
                parent: "\(context.directory)/clusters",
                clusterName: found.name,
                isAdmin: isAdmin
            )
            return (found.name, try folder.replace(with: try ZipArchive.read(archive)))
        } catch let error as ArchiveError {
            throw CommandFailure("The configuration that the server sent cannot be used: \(error).")
        } catch let error as KubeconfigError {
            throw CommandFailure("The configuration that the server sent cannot be used: \(error).")
        } catch let error as FileError {
            throw CommandFailure("The configuration could not be stored: \(error).")
        }
    }

    private static func exportLine(_ path: String) -> String {
        "export KUBECONFIG=\(ShellWord.quoted(path))"
    }
}
