// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import FoundationEssentials
import Glibc
import ProcessControl

/// Makes docker and its relatives trust the certificate of a registry that the machine does not trust by itself.
package struct RegistryTrust: Sendable {
    /// What was done, and what is left to people.
    package struct Outcome: Sendable, Equatable {
        /// Files that this made or changed.
        package var files: [String] = []
        /// A command that has to be run with more rights.
        package var command: String?
        /// Files that say something else, which was left.
        package var foreign: [String] = []
    }

    private let environment: [String: String]
    /// Where the docker daemon of the machine looks, `/etc/docker`.
    private let dockerFolder: String

    package init(_ environment: [String: String], dockerFolder: String) {
        (self.environment, self.dockerFolder) = (environment, dockerFolder)
    }

    /// Lets the certificates `authority` (PEM) vouch for the registry at `host`; files in `own` may be replaced.
    package func establish(_ authority: String, for host: String, own: [String]) throws -> Outcome {
        var outcome = Outcome()
        if let home = environment["HOME"], !home.isEmpty {
            let path = "\(home)/.config/containers/certs.d/\(host)/ca.crt"
            try put(authority, at: path, own: own, &outcome)
        }
        // docker asks no certificate of a registry on its own machine.
        guard !Self.isLoopback(host), isDockerHere else { return outcome }
        let path = "\(dockerFolder)/certs.d/\(host)/ca.crt"
        do {
            try put(authority, at: path, own: own, &outcome)
        } catch let error as FileError where [EACCES, EPERM, EROFS].contains(error.code) {
            let source = outcome.files.first ?? "CA_FILE"
            outcome.command = "sudo install -D -m 644 \(source) \(path)"
        }
        return outcome
    }

    /// Removes a file that `establish` made, and its folder if that is empty then.
    package func withdraw(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR else {
            throw FileError(path: path, action: "remove", code: errno)
        }
        rmdir(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
    }

    private func put(_ authority: String, at path: String, own: [String], _ outcome: inout Outcome) throws {
        if let present = try Files.read(path) {
            if present == Data(authority.utf8) {
                if own.contains(path) { outcome.files.append(path) }
                return
            }
            guard own.contains(path) else {
                outcome.foreign.append(path)
                return
            }
        }
        let parent = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        if !Files.exists(parent) { try Files.makeDirectory(parent, mode: 0o755) }
        try Files.write(Data(authority.utf8), to: path, mode: 0o644)
        outcome.files.append(path)
    }

    private var isDockerHere: Bool {
        Files.exists(dockerFolder) || Subprocess.find("docker", path: environment["PATH"]) != nil
    }

    private static func isLoopback(_ host: String) -> Bool {
        host.hasPrefix("127.") || host.hasPrefix("[::1]") || host == "localhost" || host.hasPrefix("localhost:")
    }
}
