// SPDX-License-Identifier: Apache-2.0

import APIClient
import Basics
import CommandLineKit
import FoundationEssentials
import PluginKit

/// The command `bx cs token`, which kubectl runs when its configuration says so.
///
/// What it prints is an `ExecCredential` of `client.authentication.k8s.io/v1beta1`.
enum TokenPrint {
    private struct Credential: Encodable {
        struct Status: Encodable {
            let token: String
            /// RFC 3339.
            let expirationTimestamp: String
        }

        let apiVersion = KubectlConfiguration.credentialVersion
        let kind = "ExecCredential"
        let status: Status
    }

    /// A token with less time left is not handed out.
    private static let minimumLifetime = 60.0
    private static let tokenKey = "IDToken"
    private static let originKey = "IDTokenOf"

    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "token",
            summary: "Print a token for kubectl, which runs this by itself after 'cluster-config --merge'.",
            isForPrograms: true
        )
    ) { context, _ in
        let token = try await token(context)
        guard let claims = SessionClaims(token: token) else {
            throw CommandFailure("The server sent a token that cannot be used.")
        }
        let credential = Credential(
            status: Credential.Status(token: token, expirationTimestamp: claims.expiry.millisecondText)
        )
        try OutputForm.show(credential, on: context.terminal)
    }

    /// The stored token as long as it is good, so that kubectl need not wait for the server each time.
    private static func token(_ context: PluginContext) async throws -> String {
        let session = try context.loggedInSession()
        let origin = "\(session.apiEndpoint) \(session.iamID)"
        let stored = try context.configuration.read()
        if stored[originKey]?.text == origin, let token = stored[tokenKey]?.text,
            let expiry = SessionClaims(token: token)?.expiry,
            expiry.timeIntervalSince(context.time.now()) >= minimumLifetime
        {
            return token
        }
        let credentials = SessionCredentials(
            store: context.sessions,
            connection: context.connection(session),
            time: context.time
        )
        let token = try await credentials.identityToken()
        // A home that cannot be written to only costs time.
        try? context.configuration.update { settings in
            settings[tokenKey] = .string(token)
            settings[originKey] = .string(origin)
        }
        return token
    }
}
