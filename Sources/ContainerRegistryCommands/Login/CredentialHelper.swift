// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import FoundationEssentials
import ProcessControl

/// A program that keeps credentials for docker: `docker-credential-` and its name.
package struct CredentialHelper: Sendable {
    /// What `bx` is called as a helper.
    package static let ownName = "bx"

    /// What docker says in place of a user for a refresh token.
    private static let tokenUser = "<token>"

    private let program: String
    private let environment: [String: String]

    /// Nil if there is no such program on the PATH.
    package init?(_ name: String, environment: [String: String]) {
        guard let program = Subprocess.find("docker-credential-\(name)", path: environment["PATH"]) else { return nil }
        (self.program, self.environment) = (program, environment)
    }

    /// Whether it has credentials for the registry at `host`.
    package func knows(_ host: String) async -> Bool {
        await (try? run("get", host)) != nil
    }

    /// Has `credentials` for the registry at `host` kept.
    package func store(_ host: String, _ credentials: DockerLogin.Credentials) async throws {
        let (user, secret): (String, String)
        switch credentials {
        case .helper: return
        case .password(let name, let password): (user, secret) = (name, password)
        case .identityToken(_, let token): (user, secret) = (Self.tokenUser, token)
        }
        let input = ["ServerURL": host, "Username": user, "Secret": secret]
        try await run("store", String(decoding: try JSONEncoder().encode(input), as: UTF8.self))
    }

    /// The refresh token that is kept for the registry at `host`; nil if there is none.
    package func identityToken(for host: String) async throws -> String? {
        guard let output = try? await run("get", host),
            let entry = try? JSONDecoder().decode([String: String].self, from: Data(output.utf8))
        else { return nil }
        return entry["Username"] == Self.tokenUser ? entry["Secret"] : nil
    }

    /// Has what is kept for the registry at `host` forgotten.
    package func erase(_ host: String) async throws {
        try await run("erase", host)
    }

    @discardableResult
    private func run(_ action: String, _ input: String) async throws -> String {
        let result = try await Subprocess.run(
            program,
            [action],
            environment: environment,
            input: Data(input.utf8),
            timeLimit: .seconds(60)
        )
        guard result.status.isSuccess else {
            throw CommandFailure(
                "\(program) could not \(action) the credentials: \(result.output.prefix { $0 != "\n" })"
            )
        }
        return result.output
    }
}
