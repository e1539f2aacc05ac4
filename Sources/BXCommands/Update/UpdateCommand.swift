// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit
import FoundationEssentials
import HTTP
import PluginKit
import ProcessControl

/// `bx update`: runs the installer of the server for the folder in which this program is.
enum UpdateCommand {
    static let command = Command<BXContext>(
        CommandDeclaration(
            name: "update",
            summary: "Install the version of bx that the server offers, in place of this one.",
            flags: [Flag("f", "force", summary: "Ask nothing, and install also a version that is not newer")]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let session = try context.sessions.session()
        try session.requireEndpoint(program: context.program)
        let terminal = context.terminal
        report.begin("Checking for a newer version...")
        let version = try await VersionNotice(context).newerVersion(session)
        let isForced = invocation.has("f")
        guard version != nil || isForced else {
            report.done("\(context.program) \(BXVersion.product) is as new as the server's.")
            return
        }
        let question = "Install version \(version ?? "of the server") in place of \(BXVersion.product)?"
        if !isForced, !(try terminal.confirm(question)) { return terminal.say("Nothing was changed.") }
        let folder = try folder()
        let script = try await installer(session, context)
        let result = try await Subprocess.run(
            "/bin/sh",
            ["-s", "--", "--to", folder],
            environment: context.environment,
            input: script,
            timeLimit: .seconds(600)
        )
        guard result.status.isSuccess else {
            throw CommandFailure("The installer failed, nothing was changed: " + result.errorOutput.trimmedLines)
        }
        report.done(result.output.trimmedLines)
    }

    /// The script of the server, which knows the checksums of what it installs.
    private static func installer(_ session: Session, _ context: BXContext) async throws -> Data {
        let url = session.apiEndpoint + "/install.sh"
        let response = try await context.connection(session).answer(.get, url)
        guard response.status == 200, response.bytes.starts(with: Data("#!/bin/sh".utf8)) else {
            throw CommandFailure("The server has no installer at \(url). Ask its administrator for a newer bx.")
        }
        return response.bytes
    }

    /// Where this program is; not a folder that a package manager looks after.
    private static func folder() throws -> String {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = String(program.prefix(upTo: program.lastIndex(of: "/") ?? program.startIndex))
        guard folder != "/usr/bin" else {
            throw CommandFailure("\(program) belongs to a package. Install the newer package instead.")
        }
        return folder
    }
}

extension String {
    /// Without line ends around it.
    fileprivate var trimmedLines: String {
        split(separator: "\n").joined(separator: "\n")
    }
}
