// SPDX-License-Identifier: Apache-2.0

import AccountManagement
import Basics
import CommandLineKit
import FoundationEssentials
import PluginRepository

/// `slipwayd plugin ...`: what the plug-in repository offers; a running daemon sees each change at once.
enum PluginCommands {
    static let publish = Command<DaemonContext>(
        CommandDeclaration(
            namespace: "plugin",
            name: "publish",
            summary: "Offer a plug-in, or another version of one, to all users",
            arguments: [Argument("FILE")],
            flags: [
                Flag(
                    "platform",
                    value: "PLATFORM",
                    summary: "What it runs on: linux64, linux-arm64, osx or another; repeatable (default: this host)",
                    isRepeatable: true
                ),
                Flag(
                    "metadata",
                    value: "JSON_FILE",
                    summary: "What it prints for SendMetadata, for a program that does not run on this host"
                ),
            ] + DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let path = context.place.absolute(invocation.argument("FILE") ?? "")
        guard Files.exists(path) else { throw CommandFailure("There is no file \(path).") }
        var metadata: Data?
        if let file = invocation.value("metadata") {
            metadata = try Files.read(context.place.absolute(file))
            guard metadata != nil else { throw CommandFailure("There is no file \(file).") }
        }
        let platforms = invocation.values("platform")
        let entries = try await publisher(context, invocation).publish(
            path,
            for: platforms.isEmpty ? [HostPlatform.name] : platforms,
            metadata: metadata
        )
        for entry in entries {
            context.terminal.say("Plug-in '\(entry.name) \(entry.version)' is published for \(entry.platform).")
        }
    }

    static let list = Command<DaemonContext>(
        CommandDeclaration(
            namespace: "plugin",
            name: "list",
            summary: "List the plug-ins that users are offered",
            flags: DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let entries = try await publisher(context, invocation).entries()
        guard !entries.isEmpty else { return context.terminal.say("None; 'slipwayd plugin publish FILE' adds one.") }
        context.terminal.table(
            ["Name", "Version", "Platform", "SHA-256"],
            entries.map { [$0.name, $0.version, $0.platform, $0.sha256] }
        )
    }

    static let withdraw = Command<DaemonContext>(
        CommandDeclaration(
            namespace: "plugin",
            name: "withdraw",
            summary: "Take a version of a plug-in back; who has it installed keeps it",
            arguments: [Argument("NAME"), Argument("VERSION")],
            flags: [Flag("platform", value: "PLATFORM", summary: "Only for this platform (default: all)")]
                + DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let name = invocation.argument("NAME") ?? ""
        let version = invocation.argument("VERSION") ?? ""
        try await publisher(context, invocation)
            .withdraw(name, version: version, platform: invocation.value("platform"))
        context.terminal.say("Plug-in '\(name) \(version)' is withdrawn.")
    }

    private static func publisher(_ context: DaemonContext, _ invocation: Invocation) throws -> PluginPublisher {
        let configuration = try context.configuration(invocation)
        try DataFolder.prepare(configuration.dataDirectory)
        return PluginRepositoryParts.publisher(
            PluginRepositoryParts.folder(configuration),
            actor: ServerConfiguration.operatorName,
            audit: AuditFileLog(path: "\(configuration.dataDirectory)/audit.log", logger: .silent),
            logger: .silent
        )
    }
}
