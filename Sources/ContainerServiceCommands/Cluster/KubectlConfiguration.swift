// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import PluginKit
import ProcessControl

/// The configuration of kubectl in the user's home, which kubectl itself writes.
struct KubectlConfiguration {
    static let credentialVersion = "client.authentication.k8s.io/v1beta1"

    /// What kubectl says to the API server.
    enum User {
        /// What `bx cs token` prints; `bx` is called by this name.
        case tokenCommand(program: String)
        /// A certificate and its key, as files.
        case certificate(String, key: String)
    }

    private let path: String
    private let environment: [String: String]

    /// Throws if there is no home.
    init(_ context: PluginContext) throws(CommandFailure) {
        guard let home = context.environment["HOME"], !home.isEmpty else {
            throw CommandFailure("The variable HOME is not set, so there is no place for the configuration of kubectl.")
        }
        path = "\(home)/.kube/config"
        environment = context.environment
    }

    /// Makes `name` the current context, for the cluster at `serverURL`.
    ///
    /// An entry of this name for another server is kept, and the call fails, unless `replacing`.
    func merge(
        _ name: String,
        serverURL: String,
        authorityFile: String,
        user: User,
        replacing: Bool
    ) async throws {
        let other = try await kubectl(["view", "-o", "jsonpath={.clusters[?(@.name==\"\(name)\")].cluster.server}"])
        guard other.isEmpty || other == serverURL || replacing else {
            throw CommandFailure("\(path) has a cluster '\(name)' at \(other). To replace that entry, add '-f'.")
        }
        try await kubectl([
            "set-cluster", name, "--server", serverURL, "--certificate-authority", authorityFile, "--embed-certs=true",
        ])
        // What an older entry says besides would win over the new one.
        try await kubectl(["unset", "users.\(name)"])
        try await kubectl(["set-credentials", name] + arguments(for: user))
        try await kubectl(["set-context", name, "--cluster", name, "--user", name, "--namespace", "default"])
        try await kubectl(["use-context", name])
    }

    /// Removes what `merge` made; tells whether there was anything.
    func remove(_ name: String) async throws -> Bool {
        let contexts = try await kubectl(["get-contexts", "-o", "name"]).split(separator: "\n")
        let clusters = try await kubectl(["get-clusters"]).split(separator: "\n").dropFirst()
        guard contexts.contains(Substring(name)) || clusters.contains(Substring(name)) else { return false }
        if try await kubectl(["view", "-o", "jsonpath={.current-context}"]) == name {
            try await kubectl(["unset", "current-context"])
        }
        for entry in ["contexts", "users", "clusters"] { try await kubectl(["unset", "\(entry).\(name)"]) }
        return true
    }

    /// The kubeconfig at `file` with all that it names inside of it.
    func selfContained(_ file: String) async throws -> String {
        try await run(["--kubeconfig", file, "config", "view", "--flatten", "--raw"])
    }

    private func arguments(for user: User) -> [String] {
        switch user {
        case .certificate(let file, let key):
            return ["--client-certificate", file, "--client-key", key, "--embed-certs=true"]
        case .tokenCommand(let program):
            let home = environment["BLUEMIX_HOME"].map { ["--exec-env", "BLUEMIX_HOME=\($0)"] } ?? []
            return [
                "--exec-api-version", Self.credentialVersion, "--exec-command", program, "--exec-arg", "cs",
                "--exec-arg", "token",
            ] + home
        }
    }

    @discardableResult
    private func kubectl(_ arguments: [String]) async throws -> String {
        try await run(["--kubeconfig", path, "config"] + arguments)
    }

    private func run(_ arguments: [String]) async throws -> String {
        guard let program = Subprocess.find("kubectl", path: environment["PATH"]) else {
            throw CommandFailure("There is no kubectl on the PATH, which this needs. Install it and try again.")
        }
        let result = try await Subprocess.run(program, arguments, environment: environment)
        guard result.status.isSuccess else {
            throw CommandFailure("kubectl could not do its part: \(result.errorOutput.prefix { $0 != "\n" })")
        }
        return result.output
    }
}
