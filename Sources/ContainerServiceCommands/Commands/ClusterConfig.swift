// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import Archives
import Basics
import CommandLineKit
import PluginKit

/// The command `bx cs cluster-config`, which downloads what kubectl needs to reach a cluster.
enum ClusterConfig {
    /// A configuration that is on disk.
    private struct Download {
        let cluster: ClusterInfo
        let folder: KubeconfigFolder
        let kubeconfig: String
    }

    private static let outputs = ["export", "stdout", "merge", "unmerge"]

    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "cluster-config",
            summary: "Download the Kubernetes configuration of a cluster.",
            usage: "cs cluster-config CLUSTER [--admin] [--export | --stdout | --merge [-f] | --unmerge]",
            arguments: [Argument("CLUSTER")],
            flags: [
                Flag("admin", summary: "Download the certificates of the cluster's super user."),
                Flag(
                    "export",
                    summary: "Print nothing but the command that sets KUBECONFIG, for 'eval $(...)'.",
                    isForPrograms: true
                ),
                Flag("stdout", summary: "Print the configuration, with all it needs inside.", isForPrograms: true),
                Flag("merge", summary: "Add the cluster to ~/.kube/config and use it; tokens then renew by 'bx'."),
                Flag("unmerge", summary: "Remove from ~/.kube/config what '--merge' added."),
                Flag("f", "force", summary: "Replace an entry of ~/.kube/config that has the cluster's name."),
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let cluster = try invocation.cluster()
        let chosen = outputs.filter(invocation.has)
        guard chosen.count <= 1 else {
            throw UsageError("'--\(chosen[0])' and '--\(chosen[1])' exclude each other.")
        }
        let isAdmin = invocation.has("admin")
        if invocation.has("unmerge") { return try await unmerge(entryName(cluster, isAdmin: isAdmin), report, context) }
        let download = try await download(cluster, isAdmin: isAdmin, context)
        let terminal = context.terminal
        switch chosen.first {
        case "export": terminal.say(exportLine(download.kubeconfig))
        case "stdout": terminal.write(try await KubectlConfiguration(context).selfContained(download.kubeconfig))
        case "merge": try await merge(download, isAdmin: isAdmin, replacing: invocation.has("f"), report, context)
        default:
            report.done(
                "The configuration for \(terminal.entity(download.cluster.name)) was downloaded successfully. "
                    + "Export environment variables to start using Kubernetes.\n"
            )
            terminal.say(exportLine(download.kubeconfig) + (report.isQuiet ? "" : "\n"))
        }
    }

    /// Stores the configuration in the cluster's folder.
    private static func download(
        _ cluster: String,
        isAdmin: Bool,
        _ context: PluginContext
    ) async throws -> Download {
        let clusters = try context.clusters()
        let found = try await clusters.cluster(cluster)
        let archive = try await clusters.configuration(of: found.id, isAdmin: isAdmin)
        do {
            let folder = try KubeconfigFolder(
                parent: "\(context.directory)/clusters",
                clusterName: found.name,
                isAdmin: isAdmin
            )
            let kubeconfig = try folder.replace(with: try ZipArchive.read(archive))
            return Download(cluster: found, folder: folder, kubeconfig: kubeconfig)
        } catch let error as ArchiveError {
            throw CommandFailure("The configuration that the server sent cannot be used: \(error).")
        } catch let error as KubeconfigError {
            throw CommandFailure("The configuration that the server sent cannot be used: \(error).")
        } catch let error as FileError {
            throw CommandFailure("The configuration could not be stored: \(error).")
        }
    }

    private static func merge(
        _ download: Download,
        isAdmin: Bool,
        replacing: Bool,
        _ report: Report,
        _ context: PluginContext
    ) async throws {
        let folder = download.folder
        guard let authority = try folder.file(withPrefix: "ca-") else {
            throw CommandFailure("The configuration that the server sent lacks the authority of the cluster.")
        }
        let name = entryName(download.cluster.name, isAdmin: isAdmin)
        try await KubectlConfiguration(context).merge(
            name,
            serverURL: download.cluster.serverURL,
            authorityFile: authority,
            user: isAdmin
                ? .certificate("\(folder.path)/admin.pem", key: "\(folder.path)/admin-key.pem")
                : .tokenCommand(program: context.program),
            replacing: replacing
        )
        report.done("kubectl now uses the context \(context.terminal.quoted(name)).")
    }

    private static func unmerge(_ name: String, _ report: Report, _ context: PluginContext) async throws {
        guard try await KubectlConfiguration(context).remove(name) else {
            throw CommandFailure("There is no entry '\(name)' in ~/.kube/config.")
        }
        report.done()
    }

    private static func entryName(_ cluster: String, isAdmin: Bool) -> String {
        isAdmin ? "\(cluster)-admin" : cluster
    }

    private static func exportLine(_ path: String) -> String {
        "export KUBECONFIG=\(ShellWord.quoted(path))"
    }
}
