// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cr namespace-add`, which adds a namespace.
enum NamespaceAdd {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "namespace-add",
            summary: "Add a namespace for images to your account.",
            arguments: [Argument("NAME")]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let registry = try await context.registry()
        let name = try invocation.required("NAME")
        report.begin("Adding namespace \(context.terminal.quoted(name))...")
        let isNew = try await registry.client.addNamespace(name)
        let sentence = isNew ? "Successfully added namespace" : "Your account already has the namespace"
        report.end("\(sentence) \(context.terminal.quoted(name))")
    }
}

/// The command `bx cr namespace-list`, which lists the namespaces of the account.
enum NamespaceList {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "namespace-list",
            aliases: ["namespaces"],
            summary: "List the namespaces of your account.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let registry = try await context.registry()
        let terminal = context.terminal
        report.begin(
            "Listing namespaces for account \(terminal.quoted(registry.accountName)) "
                + "in registry \(terminal.quoted(registry.host))..."
        )
        let namespaces = try await registry.client.namespaces()
        try report.end(
            namespaces,
            ["Namespace"],
            namespaces.map { [$0] },
            ifNone: "You have no namespaces. To add one, run '\(context.program) cr namespace-add NAME'."
        )
    }
}

/// The command `bx cr namespace-rm`, which removes a namespace and its images.
enum NamespaceRemove {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "namespace-rm",
            summary: "Remove a namespace with all its images.",
            usage: "cr namespace-rm [-f] NAMESPACE",
            arguments: [Argument("NAMESPACE")],
            flags: [Flag("f", "force", summary: "Remove the namespace without a question.")]
        )
    ) { context, invocation in
        let terminal = context.terminal
        let report = try Report(terminal, invocation)
        let registry = try await context.registry()
        let name = try invocation.required("NAMESPACE")
        if terminal.isInteractive, !invocation.has("f") {
            let question = "Remove the namespace with all its images? [\(terminal.entity(name))]"
            guard try terminal.confirmLoss(question, mend: "To go on without a question, add '-f'.") else {
                terminal.say("The namespace \(terminal.quoted(name)) was not removed.")
                return
            }
        }
        report.begin("Removing namespace \(terminal.quoted(name))...")
        try await registry.client.removeNamespace(name)
        report.end("Successfully removed namespace \(terminal.quoted(name))")
    }
}
