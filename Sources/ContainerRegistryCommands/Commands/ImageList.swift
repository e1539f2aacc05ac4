// SPDX-License-Identifier: Apache-2.0

import APIClient
import Basics
import CommandLineKit
import PluginKit

/// The command `bx cr image-list`, which lists the images of the account.
enum ImageList {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cr",
            name: "image-list",
            aliases: ["images"],
            summary: "List the images of your account.",
            flags: [
                Flag("no-trunc", summary: "Show digests in full."),
                TemplateOutput.flag,
                Flag("quiet", "q", summary: "Show names only, as repository:tag."),
                Flag("restrict", value: "NAMESPACE[/REPOSITORY]", summary: "List what is there only."),
                Flag("include-ibm", summary: "List images of IBM too; this registry has none."),
                OutputForm.flag,
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let template = try TemplateOutput(invocation)
        let isNameAlone = invocation.has("quiet") || context.terminal.isQuiet
        let isSilent = template != nil || isNameAlone
        let registry = try await context.registry()
        if !isSilent { report.begin("Listing images...") }
        let place = (invocation.value("restrict") ?? "").split(separator: "/", maxSplits: 1).map(String.init)
        let images = try await registry.client.images(
            namespace: place.first,
            repository: place.count > 1 ? place.joined(separator: "/") : nil,
            includesIBM: invocation.has("include-ibm"),
            withVulnerabilities: !isNameAlone
        )
        let rows = images.flatMap(ImageRow.rows).sorted { ($0.repository, $0.tag) < ($1.repository, $1.tag) }
        let isTruncated = !invocation.has("no-trunc")
        if let template {
            return try template.show(rows.map { $0.template(isTruncated: isTruncated) }, on: context.terminal)
        }
        if isNameAlone, !report.isJSON {
            for row in rows { context.terminal.say(row.reference) }
            return
        }
        let now = context.time.now()
        try report.end(
            images,
            ImageRow.header,
            rows.map { $0.cells(now: now, isTruncated: isTruncated) },
            ifNone: "There are no images. To build one, run "
                + "'\(context.program) cr build -t \(registry.host)/NAMESPACE/NAME DIRECTORY'."
        )
    }
}
