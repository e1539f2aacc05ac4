// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cr image-rm`, which deletes images.
enum ImageRemove {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "image-rm",
            summary: "Delete images by tag or digest.",
            usage: "cr image-rm [-f] IMAGE [IMAGE...]",
            arguments: [Argument("IMAGE", isRepeatable: true)],
            flags: [Batch.forceFlag]
        )
    ) { context, invocation in
        let terminal = context.terminal
        let report = try Report(terminal, invocation)
        let registry = try await context.registry()
        let batch = Batch(noun: ("image", "images"), verb: "Delete", past: "deleted")
        let names = try invocation.arguments.map { word throws(CommandFailure) in
            try ImageName.full(word, host: registry.host)
        }
        try await batch.run(names, invocation, report) { name in
            report.begin("Deleting image \(terminal.quoted(name))...")
            let digest = try await digest(of: name, registry)
            let deleted = try await registry.client.removeImage(name)
            let detail = digest.map { deleted.contains("@") ? "" : " (\($0))" } ?? ""
            return "Successfully deleted image \(terminal.quoted(deleted))\(detail)"
        }
    }

    /// What a tag leads to; nil where that cannot be known.
    private static func digest(of name: String, _ registry: Registry) async throws -> String? {
        let local = ImageName.local(name, host: registry.host)
        let repository = local.prefix { $0 != ":" && $0 != "@" }
        let images = try await registry.client.images(repository: String(repository), withVulnerabilities: false)
        return images.flatMap(ImageRow.rows).first { $0.reference == name }?.digest
    }
}
