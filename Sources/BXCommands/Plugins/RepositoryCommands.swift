// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import FoundationEssentials
import PluginKit

/// `bx plugin repos`.
enum RepositoryList {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "plugin",
            name: "repos",
            summary: "List the known plug-in repositories.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let repositories = try context.sessions.session().pluginRepositories
        if report.isJSON {
            let rows = repositories.map { ["Name": $0.name, "URL": $0.url] }
            return try OutputForm.show(rows, on: context.terminal)
        }
        report.begin("Listing added plug-in repositories...\n")
        context.terminal.table(["Repo Name", "URL"], repositories.map { [$0.name, $0.url] })
        report.begin("")
    }
}

/// `bx plugin repo-add`.
enum RepositoryAdd {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "plugin",
            name: "repo-add",
            summary: "Add a plug-in repository.",
            arguments: [Argument("REPO_NAME"), Argument("REPO_URL")]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let entry = PluginRepositoryEntry(
            name: invocation.argument("REPO_NAME") ?? "",
            url: invocation.argument("REPO_URL") ?? ""
        )
        guard let url = URL(string: entry.url), ["http", "https"].contains(url.scheme ?? ""), url.host() != nil else {
            throw CommandFailure("'\(entry.url)' is not an address. Give one like https://host/plugins.")
        }
        try context.sessions.update { session in
            if let known = session.pluginRepositories.first(where: { $0.isCalled(entry.name) }) {
                throw CommandFailure("Repository '\(known.name)' is already there, with URL \(known.url).")
            }
            session.add(entry)
        }
        report.done("\(context.terminal.quoted(entry.name)) was added as a plug-in repository.")
    }
}

/// `bx plugin repo-remove`.
enum RepositoryRemove {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "plugin",
            name: "repo-remove",
            summary: "Remove a plug-in repository.",
            arguments: [Argument("REPO_NAME")]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let repository = try KnownRepositories(context).repository(invocation.argument("REPO_NAME"))
        try context.sessions.update { $0.pluginRepositories.removeAll { $0.isCalled(repository.name) } }
        report.done("\(context.terminal.quoted(repository.name)) was removed from the repositories.")
    }
}
