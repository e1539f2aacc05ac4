// SPDX-License-Identifier: Apache-2.0

import APIClient
import Basics
import CommandLineKit
import PluginKit

/// The command `bx cr image-inspect`, which shows the configuration of images.
enum ImageInspect {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "image-inspect",
            summary: "Show the configuration of images as JSON.",
            usage: "cr image-inspect [--format TEMPLATE] IMAGE [IMAGE...]",
            arguments: [Argument("IMAGE", isRepeatable: true)],
            flags: [
                TemplateOutput.flag,
                Flag(
                    "output",
                    value: "json",
                    summary: "Print JSON and nothing else, which is what happens anyway",
                    isForPrograms: true
                ),
            ],
            isForPrograms: true
        )
    ) { context, invocation in
        _ = try OutputForm.isJSON(invocation)
        let template = try TemplateOutput(invocation)
        let registry = try await context.registry()
        var documents: [JSONValue] = []
        for word in invocation.arguments {
            documents.append(try await registry.client.inspection(of: ImageName.full(word, host: registry.host)))
        }
        if let template { return try template.show(documents.map(ImageInspection.template), on: context.terminal) }
        try OutputForm.show(documents, on: context.terminal)
    }
}
