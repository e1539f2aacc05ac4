// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import Basics
import CommandLineKit
import PluginKit

/// Brings plug-ins in: nothing that is there is touched before the new program has passed every check.
struct PluginInstallation {
    /// What the user is told is being done.
    enum Purpose {
        case install
        case update

        fileprivate var beginning: String { self == .install ? "Installing" : "Updating" }
        fileprivate var end: String { self == .install ? "installed" : "upgraded" }
    }

    let context: BXContext
    let report: Report
    /// Whether questions are answered with yes.
    let isForced: Bool

    private var terminal: Terminal { context.terminal }

    /// Downloads what a repository offers, holds it against its checksum, and installs it.
    func install(_ offer: PluginOffer, for purpose: Purpose = .install) async throws {
        let program = try await PluginProgram.stage(from: "The download", in: context) { path in
            try await download(offer.binary.url, to: path)
            try await PluginChecksum.verify(path, against: offer.binary, name: offer.name)
        }
        defer { program.discard(in: context) }
        guard program.metadata.name == offer.name else {
            throw CommandFailure("The repository sent the plug-in '\(program.metadata.name)' for '\(offer.name)'.")
        }
        try place(program, for: purpose)
    }

    /// Installs the program at an address that the user vouches for.
    func install(url: String) async throws {
        try confirmOrigin(url)
        try await install(from: url) { try await download(url, to: $0) }
    }

    /// Installs a program file that the user vouches for.
    func install(file: String) async throws {
        guard let content = try Files.read(file) else { throw CommandFailure("There is no file \(file).") }
        try confirmOrigin(file)
        try await install(from: file) { try Files.write(content, to: $0) }
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

    private func confirmOrigin(_ origin: String) throws {
        let question = "Plug-ins can do all that you can do. Install this one from \(origin)?"
        if !isForced, try !terminal.confirm(question) { throw CommandFailure("Plug-in installation was cancelled.") }
    }

    private func install(from origin: String, _ fill: (_ path: String) async throws -> Void) async throws {
        let program = try await PluginProgram.stage(from: origin, in: context, fill)
        defer { program.discard(in: context) }
        try confirmReplacement(of: program.metadata.name, by: program.metadata.version)
        try place(program, for: .install)
    }

    private func download(_ url: String, to path: String) async throws {
        report.begin("Attempting to download the binary file...")
        let progress = DownloadProgress(report)
        defer { progress.end() }
        let connection = context.connection(try context.sessions.session())
        try await PluginRepositoryClient(connection).download(url, to: path, progress: progress.update)
        progress.end()
        report.begin("\(try Files.size(path)) bytes downloaded")
    }

    private func place(_ program: PluginProgram, for purpose: Purpose) throws {
        let metadata = program.metadata
        report.begin("\(purpose.beginning) binary...")
        try context.plugins.add(InstalledPlugin(metadata: metadata), from: program.path) { others in
            try PluginAdmission(program: context.program, others: others).check(metadata)
        }
        report.done(
            "Plug-in \(terminal.quoted("\(metadata.name) \(metadata.version)")) was successfully \(purpose.end) into "
                + "\(context.paths.directory(ofPlugin: metadata.name)). Use "
                + "\(terminal.command("\(context.program) plugin show \(metadata.name)")) to show its details."
        )
    }
}
