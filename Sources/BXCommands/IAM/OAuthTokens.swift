// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// `bx iam oauth-tokens`.
enum OAuthTokens {
    private struct Tokens: Encodable {
        let iam: String
        let uaa: String

        enum CodingKeys: String, CodingKey {
            case iam = "iam_token"
            case uaa = "uaa_token"
        }
    }

    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "iam",
            name: "oauth-tokens",
            aliases: ["oauth-token"],
            summary: "Renew the tokens of the session and show them; they are secrets.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let stored = try context.sessions.session()
        try stored.requireLogin(program: context.program)
        let credentials = SessionCredentials(
            store: context.sessions,
            connection: context.connection(stored),
            time: context.time
        )
        let session = try await credentials.renewedSession()
        try report.show(
            Tokens(iam: session.iamToken, uaa: session.uaaToken),
            lines: ["IAM token:  \(session.iamToken)", "UAA token:  \(session.uaaToken)"]
        )
    }
}
