// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import ProcessControl

/// Puts credentials for a registry to where docker, podman, skopeo and buildah find them.
package struct DockerLogin: Sendable {
    /// What is to be found there.
    package enum Credentials: Sendable, Equatable {
        /// Nothing: `docker-credential-bx` is asked each time.
        case helper
        case password(user: String, secret: String)
        /// A refresh token, from which docker gets others.
        case identityToken(user: String, String)

        /// As the files have it.
        fileprivate var entry: JSONValue? {
            switch self {
            case .helper: nil
            case .password(let user, let secret): .object(["auth": Self.basic(user, secret)])
            case .identityToken(let user, let token):
                .object(["auth": Self.basic(user, ""), "identitytoken": .string(token)])
            }
        }

        private static func basic(_ user: String, _ secret: String) -> JSONValue {
            .string(Data("\(user):\(secret)".utf8).base64EncodedString())
        }
    }

    private static let tools = ["podman", "skopeo", "buildah"]

    private let environment: [String: String]

    package init(_ environment: [String: String]) {
        self.environment = environment
    }

    /// Whether `docker-credential-bx` is there and answers for the registry at `host`.
    package func hasHelper(for host: String) async -> Bool {
        await CredentialHelper(CredentialHelper.ownName, environment: environment)?.knows(host) ?? false
    }

    /// Lets programs find `credentials` for the registry at `host`; gives the files that have them now.
    package func logIn(_ host: String, _ credentials: Credentials) async throws -> [String] {
        for file in files {
            var entry = credentials.entry
            if entry != nil, let keeper = try keeper(of: host, in: file.read()) {
                try await keeper.store(host, credentials)
                entry = .object([:])
            }
            try file.update { document in
                document["auths"] = Self.with(host, entry, in: document["auths"])
                let isOurs = document["credHelpers"]?[host]?.text == CredentialHelper.ownName
                if credentials == .helper {
                    let name = JSONValue.string(CredentialHelper.ownName)
                    document["credHelpers"] = Self.with(host, name, in: document["credHelpers"])
                } else if isOurs {
                    // The helper does not answer, so docker shall not ask it.
                    document["credHelpers"] = Self.with(host, nil, in: document["credHelpers"])
                }
            }
        }
        return files.map(\.path)
    }

    /// Forgets what `logIn` put into the file at `path`; gives the refresh token that was there.
    package func logOut(_ host: String, from path: String) async throws -> String? {
        let file = CredentialFile(path)
        let document = try file.read()
        var token = document["auths"]?[host]?["identitytoken"]?.text
        if let keeper = keeper(of: host, in: document) {
            token = try await keeper.identityToken(for: host) ?? token
            try await keeper.erase(host)
        }
        try file.update { document in
            document["auths"] = Self.with(host, nil, in: document["auths"])
            if document["credHelpers"]?[host]?.text == CredentialHelper.ownName {
                document["credHelpers"] = Self.with(host, nil, in: document["credHelpers"])
            }
        }
        return token
    }

    /// docker's file, and that of its relatives where it is in use or they are installed.
    private var files: [CredentialFile] {
        let docker = CredentialFile.docker(environment)
        let containers = CredentialFile.containers(environment).flatMap { file in
            let isNamed = !(environment["REGISTRY_AUTH_FILE"] ?? "").isEmpty
            let hasTools = Self.tools.contains { Subprocess.find($0, path: environment["PATH"]) != nil }
            return isNamed || file.exists || hasTools ? file : nil
        }
        return [docker, containers].compactMap(\.self)
    }

    /// The program of others that keeps the credentials for `host`; nil if the file does so itself.
    private func keeper(of host: String, in document: JSONValue) -> CredentialHelper? {
        let names = [document["credHelpers"]?[host]?.text, document["credsStore"]?.text].compactMap(\.self)
        let name = names.first { !$0.isEmpty && $0 != CredentialHelper.ownName }
        return name.flatMap { CredentialHelper($0, environment: environment) }
    }

    /// `value` with `member` for the member `name`; nil if nothing is left.
    private static func with(_ name: String, _ member: JSONValue?, in value: JSONValue?) -> JSONValue? {
        var members = value?.members ?? [:]
        guard member != nil || members[name] != nil else { return value }
        members[name] = member
        return members.isEmpty ? nil : .object(members)
    }
}
