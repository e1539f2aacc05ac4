// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import Model
import ProviderLocal

/// `slipwayd kubernetes ...`: the versions of Kubernetes on this host.
enum KubernetesCommands {
    static let install = Command<DaemonContext>(
        CommandDeclaration(
            namespace: "kubernetes",
            name: "install",
            summary: "Build Kubernetes \(KubernetesDistributions.builtVersion) from Debian's source (takes minutes)",
            flags: DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let installed = try await distributions(context, invocation).install()
        context.terminal.say("Kubernetes \(installed.version) is in \(installed.binFolder)")
    }

    static let add = Command<DaemonContext>(
        CommandDeclaration(
            namespace: "kubernetes",
            name: "add",
            summary: "Take the programs of an official release from a folder",
            arguments: [Argument("VERSION"), Argument("DIR")],
            flags: DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let text = invocation.argument("VERSION") ?? ""
        guard let version = KubernetesVersion(text) else {
            throw UsageError("'\(text)' is not a version such as 1.20.2.")
        }
        let folder = context.place.absolute(invocation.argument("DIR") ?? "")
        let added = try await distributions(context, invocation).add(version, from: folder)
        context.terminal.say("Kubernetes \(added.version) is in \(added.binFolder)")
    }

    static let list = Command<DaemonContext>(
        CommandDeclaration(
            namespace: "kubernetes",
            name: "list",
            summary: "List the versions that clusters can have",
            flags: DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let installed = try distributions(context, invocation).installed()
        if installed.isEmpty { context.terminal.say("None; 'slipwayd kubernetes install' builds one.") }
        for distribution in installed { context.terminal.say("\(distribution.version)  \(distribution.binFolder)") }
    }

    private static func distributions(
        _ context: DaemonContext,
        _ invocation: Invocation
    ) throws -> KubernetesDistributions {
        KubernetesDistributions(cacheDirectory: try context.configuration(invocation).cacheDirectory)
    }
}
