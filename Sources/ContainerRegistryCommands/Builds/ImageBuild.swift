// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import Archives
import Basics
import CommandLineKit
import PluginKit

/// The command `bx cr build`, which has an image built by the server.
enum ImageBuild {
    static func command(listen: @escaping InterruptibleWait.Listen) -> Command<PluginContext> {
        Command(declaration) { context, invocation in try await run(context, invocation, listen) }
    }

    private static let declaration = CommandDeclaration(
        namespace: "cr",
        name: "build",
        summary: "Build an image from a folder on the server, and put it into a namespace.",
        usage: "cr build [--no-cache] [--pull] [--quiet | -q] [--build-arg KEY=VALUE]... [--file FILE | -f FILE] "
            + "--tag TAG | -t TAG DIRECTORY",
        arguments: [Argument("DIRECTORY")],
        flags: [
            Flag("tag", "t", value: "TAG", summary: "The name of the image: HOST/NAMESPACE/NAME[:TAG]."),
            Flag("file", "f", value: "FILE", summary: "The Dockerfile, relative to the folder. Default: Dockerfile."),
            Flag(
                "build-arg",
                value: "KEY=VALUE",
                summary: "A build argument; without a value, that of the environment variable. May be repeated.",
                isRepeatable: true
            ),
            Flag("no-cache", summary: "Do every step anew."),
            Flag("pull", summary: "Fetch images that this one builds on even if the server has them."),
            Flag("quiet", "q", summary: "Show the digest of the image only."),
        ]
    )

    private static func run(
        _ context: PluginContext,
        _ invocation: Invocation,
        _ listen: InterruptibleWait.Listen
    ) async throws {
        let terminal = context.terminal
        let isQuiet = invocation.has("quiet") || terminal.isQuiet
        guard let tag = invocation.value("tag"), !tag.isEmpty else {
            throw UsageError("'--tag' is needed: the name of the image.")
        }
        let folder = try BuildContext(folder: try invocation.required("DIRECTORY"), file: invocation.value("file"))
        let arguments = try arguments(invocation, context.environment)
        let registry = try await context.registry()
        let order = RegistryBuildOrder(
            reference: try ImageName.full(tag, host: registry.host),
            dockerfile: folder.usesStandardFile ? "" : folder.dockerfile,
            arguments: arguments,
            ignoresCache: invocation.has("no-cache"),
            pulls: invocation.has("pull"),
            isQuiet: isQuiet
        )
        let archive = try ScratchFile(in: context.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp")
        let packed = try folder.pack(into: archive)
        if !isQuiet {
            let files = packed.files == 1 ? "1 file" : "\(packed.files) files"
            terminal.say("Sending the build context (\(files), \(ByteText.text(packed.bytes)))...")
        }
        let log = BuildLog(terminal)
        let last = try await InterruptibleWait.run(listen: listen) { [client = registry.client] in
            try await client.build(order, archive: archive.path) { log.show($0) }
        }
        log.end()
        guard let last else {
            terminal.say("The build was cancelled.")
            throw SilentExit(ExitStatus.usage)
        }
        if let error = last.error { throw CommandFailure("The build failed: \(error)") }
        let digest = last.aux?.digest ?? ""
        if isQuiet { return terminal.say(digest) }
        terminal.say("\nSuccessfully built \(terminal.quoted(order.reference)) (\(digest))\n")
        terminal.ok()
    }

    private static func arguments(
        _ invocation: Invocation,
        _ environment: [String: String]
    ) throws(UsageError) -> [String: String] {
        var arguments: [String: String] = [:]
        for text in invocation.values("build-arg") {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let key = parts.first, !key.isEmpty else {
                throw UsageError("'--build-arg' takes KEY=VALUE, not '\(text)'.")
            }
            arguments[key] = parts.count > 1 ? parts[1] : environment[key]
        }
        return arguments
    }
}
