// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import Basics
import CommandLineKit
import FoundationEssentials
import Glibc
import PluginKit

/// Brings plug-ins in: nothing that is there is touched before the new program has passed every check.
struct PluginInstallation {
    let context: BXContext
    /// Whether questions are answered with yes.
    let isForced: Bool

    private var terminal: Terminal { context.terminal }

    /// Downloads what a repository offers, holds it against its checksum, and installs it.
    func install(_ offer: PluginOffer, verb: String = "installed") async throws {
        terminal.say("Attempting to download the binary file...")
        let connection = context.connection(try context.sessions.session())
        let content = try await PluginRepositoryClient(connection).download(offer.binary.url)
        terminal.say("\(content.count) bytes downloaded")
        try await PluginChecksum.verify(content, against: offer.binary, name: offer.name)
        let program = try await PluginProgram.stage(content, in: context, from: "The download")
        guard program.metadata.name == offer.name else {
            try program.discard()
            throw CommandFailure("The repository sent the plug-in '\(program.metadata.name)' for '\(offer.name)'.")
        }
        try place(program, verb: verb)
    }

    /// Installs a program from a file or an address that the user vouches for.
    func install(_ content: Data, from origin: String) async throws {
        let question = "Plug-ins can do all that you can do. Install this one from \(origin)?"
        if !isForced, try !terminal.confirm(question) { throw CommandFailure("Plug-in installation was cancelled.") }
        let program = try await PluginProgram.stage(content, in: context, from: origin)
        do {
            try confirmReplacement(of: program.metadata.name, by: program.metadata.version)
        } catch {
            try program.discard()
            throw error
        }
        try place(program, verb: "installed")
    }

    /// Asks whether a plug-in that is installed shall be replaced.
    func confirmReplacement(of name: String, by version: PluginVersion) throws {
        guard !isForced, let present = try context.plugins.plugin(name)?.metadata.version else { return }
        let question =
            if version > present {
                "Plug-in '\(name) \(present)' is installed. Do you want to update it to \(version)?"
            } else if version == present {
                "Plug-in '\(name) \(present)' is already installed. Do you want to reinstall it?"
            } else {
                "Plug-in '\(name) \(present)' is installed. Do you want to downgrade it to \(version)?"
            }
        if try !terminal.confirm(question) { throw CommandFailure("Plug-in installation was cancelled.") }
    }

    private func place(_ program: PluginProgram, verb: String) throws {
        let metadata = program.metadata
        do {
            terminal.say("Installing binary...")
            let directory = context.paths.directory(ofPlugin: metadata.name)
            let location = "\(directory)/\(metadata.name)"
            try context.plugins.add(InstalledPlugin(metadata: metadata, location: location)) {
                try check(metadata)
                try Files.makeDirectory(directory, mode: 0o755)
                guard rename(program.path, location) == 0 else {
                    throw FileError(path: location, action: "write", code: errno)
                }
            }
            terminal.ok()
            terminal.say(
                "Plug-in \(terminal.quoted("\(metadata.name) \(metadata.version)")) was successfully \(verb) into "
                    + "\(directory). Use \(terminal.command("\(context.program) plugin show \(metadata.name)")) "
                    + "to show its details."
            )
        } catch {
            try program.discard()
            throw error
        }
    }

    /// Whether the plug-in fits this program and the plug-ins that are installed.
    private func check(_ metadata: PluginMetadata) throws {
        let characters = metadata.name.utf8.allSatisfy { byte in
            byte < 128
                && (Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber
                    || "-_.".utf8.contains(byte))
        }
        guard characters, !metadata.name.isEmpty, !metadata.name.hasPrefix("."), metadata.name != "config.json" else {
            throw CommandFailure("'\(metadata.name)' cannot be the name of a plug-in.")
        }
        if let minimum = metadata.minCLIVersion, minimum > BXVersion.compatible {
            throw CommandFailure(
                "Plug-in '\(metadata.name) \(metadata.version)' needs version \(minimum) of \(context.program); this is "
                    + "\(BXVersion.text)."
            )
        }
        let others = try context.plugins.installed().map(\.metadata).filter { $0.name != metadata.name }
        for namespace in (metadata.namespaces ?? []).map(\.name) {
            if BuiltInCommands.isReserved(namespace) {
                throw CommandFailure(
                    "Plug-in '\(metadata.name)' cannot be installed: '\(namespace)' is a command of \(context.program)."
                )
            }
            if let owner = others.first(where: { $0.owns(namespace) }) {
                throw CommandFailure(
                    "Plug-in '\(metadata.name)' cannot be installed: '\(namespace)' belongs to plug-in '\(owner.name)'. "
                        + "Use '\(context.program) plugin uninstall \(owner.name)' to remove that."
                )
            }
        }
    }
}
