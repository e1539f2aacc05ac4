// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import HTTP
import HTTPClient

/// `slipwayd status`: whether the daemon of these settings serves.
enum StatusCommand {
    static let command = Command<DaemonContext>(
        CommandDeclaration(
            name: "status",
            summary: "Say whether the daemon serves; ends with 0 if it does",
            flags: DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let configuration = try context.configuration(invocation)
        let authority = "\(configuration.dataDirectory)/tls/ca.pem"
        let url = configuration.listen.localURL
        guard Files.exists(authority) else {
            throw CommandFailure(
                "slipwayd has not been started with the data directory \(configuration.dataDirectory)."
            )
        }
        let client = HTTPClient(
            HTTPClientConfiguration(trust: .file(authority), timeout: .seconds(5), usesProxy: false)
        )
        let response: HTTPResponse
        do {
            response = try await client.send(HTTPClientRequest(url: "\(url)/readyz"))
        } catch {
            throw CommandFailure("slipwayd does not answer at \(url): \(error)")
        }
        guard response.status == 200 else { throw CommandFailure("slipwayd at \(url) is not ready.") }
        context.terminal.say("slipwayd serves at \(configuration.publicURL.text)")
    }
}
