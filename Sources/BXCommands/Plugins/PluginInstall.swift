// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import FoundationEssentials
import PluginKit

/// `bx plugin install`.
enum PluginInstall {
    static let repositoryFlag = Flag("r", value: "REPO_NAME", summary: "Repository to look in (default: Bluemix)")
    static let versionFlag = Flag("v", value: "VERSION", summary: "Version of the plug-in (default: the newest)")
    static let forceFlag = Flag("f", "force", summary: "Answer all questions with yes")

    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "plugin",
            name: "install",
            summary: "Install a plug-in from a repository, a file or an address.",
            usage: "plugin install PLUGIN_NAME [-r REPO_NAME] [-v VERSION] [-f] | LOCAL-PATH [-f] | URL [-f]",
            arguments: [Argument("PLUGIN_NAME")],
            flags: [repositoryFlag, versionFlag, forceFlag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let name = invocation.argument("PLUGIN_NAME") ?? ""
        let installation = PluginInstallation(context: context, report: report, isForced: invocation.has("f"))
        let isFromRepository = invocation.has("r") || invocation.has("v")
        if !isFromRepository, name.contains("://") {
            try await installation.install(url: name)
        } else if !isFromRepository, name.contains("/") || isFile(name) {
            try await installation.install(file: name)
        } else {
            try await install(name, installation, invocation, report, context)
        }
    }

    private static func install(
        _ name: String,
        _ installation: PluginInstallation,
        _ invocation: Invocation,
        _ report: Report,
        _ context: BXContext
    ) async throws {
        let repository = try KnownRepositories(context).repository(invocation.value("r"))
        let terminal = context.terminal
        report.begin("Looking up \(terminal.quoted(name)) from repository \(terminal.quoted(repository.name))...")
        let catalog = try await PluginCatalog.fetch(repository, context)
        let offer = try catalog.offer(name, version: invocation.value("v"))
        let title = terminal.quoted("\(offer.name) \(offer.version)")
        report.begin("Plug-in \(title) found in repository \(terminal.quoted(repository.name))")
        try installation.confirmReplacement(of: offer.name, by: offer.version)
        try await installation.install(offer)
    }

    /// Whether there is a file of this name here; a folder of the name must not hide the plug-in.
    private static func isFile(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory
    }
}
