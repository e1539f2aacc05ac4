// SPDX-License-Identifier: Apache-2.0

package import Basics
import CommandLineKit
import FoundationEssentials
import Glibc

/// A file in which docker and its relatives keep credentials for registries.
///
/// Other programs write into it too: what is not known here survives, and it changes in one step. It is for its owner alone.
package struct CredentialFile: Sendable, Equatable {
    package let path: String

    package init(_ path: String) {
        self.path = path
    }

    /// That of docker, whether docker is installed or not: podman and its relatives look into it too.
    package static func docker(_ environment: [String: String]) -> CredentialFile? {
        if let folder = environment["DOCKER_CONFIG"], !folder.isEmpty { return CredentialFile("\(folder)/config.json") }
        return environment["HOME"].flatMap { $0.isEmpty ? nil : CredentialFile("\($0)/.docker/config.json") }
    }

    /// That of podman, skopeo and buildah, which they look into before docker's.
    package static func containers(_ environment: [String: String]) -> CredentialFile? {
        if let path = environment["REGISTRY_AUTH_FILE"], !path.isEmpty { return CredentialFile(path) }
        return environment["XDG_RUNTIME_DIR"].flatMap {
            $0.isEmpty ? nil : CredentialFile("\($0)/containers/auth.json")
        }
    }

    package var exists: Bool {
        Files.exists(path)
    }

    /// The content; an empty object if there is no file.
    package func read() throws -> JSONValue {
        guard let data = try Files.read(path), data.contains(where: { $0 > UInt8(ascii: " ") }) else {
            return .object([:])
        }
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: data), value.members != nil else {
            throw CommandFailure("The file \(path) is damaged. Repair it, or remove it and try again.")
        }
        return value
    }

    /// Changes the content; where it is a link, what it leads to.
    package func update(_ change: (inout JSONValue) -> Void) throws {
        let old = try read()
        var new = old
        change(&new)
        guard new != old else { return }
        let target = resolved
        let parent = String(target[..<(target.lastIndex(of: "/") ?? target.startIndex)])
        if !Files.exists(parent) { try Files.makeDirectory(parent, mode: 0o700) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try Files.write(try encoder.encode(new) + Data("\n".utf8), to: target, mode: 0o600)
    }

    private var resolved: String {
        guard let pointer = realpath(path, nil) else { return path }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
