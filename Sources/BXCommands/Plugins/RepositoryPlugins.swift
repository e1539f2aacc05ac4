// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit
import PluginKit

/// `bx plugin repo-plugins`.
enum RepositoryPlugins {
    /// A repository and what it has, as JSON.
    private struct Content: Encodable {
        let repository: String
        let url: String
        let plugins: [PluginList.Plugin]
    }

    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "plugin",
            name: "repo-plugins",
            summary: "List the plug-ins that repositories offer.",
            flags: [Flag("r", value: "REPO_NAME", summary: "Repository to list (default: all)"), OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let chosen = try invocation.value("r").map { [try KnownRepositories(context).repository($0)] }
        let repositories = try chosen ?? context.sessions.session().pluginRepositories
        let terminal = context.terminal
        if repositories.isEmpty, !report.isJSON {
            let hint = terminal.command("\(context.program) plugin repo-add NAME URL")
            return report.begin("No plug-in repositories are known. Use \(hint) to add one.")
        }
        var contents: [Content] = []
        for repository in repositories {
            report.begin("Getting plug-ins from repository \(terminal.quoted(repository.name))...\n")
            let plugins = try await PluginCatalog.fetch(repository, context).plugins
            contents.append(Content(repository: repository.name, url: repository.url, plugins: plugins))
            if report.isJSON { continue }
            terminal.say("Repository: \(terminal.entity(repository.name))")
            terminal.table(
                ["Name", "Description", "Versions"],
                plugins.map { [$0.name, $0.description, $0.versions.map(\.version).joined(separator: ", ")] }
            )
            terminal.say()
        }
        if report.isJSON { try OutputForm.show(contents, on: terminal) }
    }
}
