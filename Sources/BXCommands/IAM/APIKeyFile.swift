// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import FoundationEssentials
import Glibc

/// The file that a new API key is saved to, and that `bx login --apikey @FILE` reads.
struct APIKeyFile {
    /// What is in the file; the names are those of the time.
    private struct Content: Encodable {
        let name: String
        let description: String
        let boundTo: String?
        let createdAt: String
        let apiKey: String
        let locked: Bool
        let uuid: String
    }

    let path: String

    /// Makes an empty file that its user alone can read; one that is there may hold a key, and stays.
    init(_ path: String) throws(CommandFailure) {
        self.path = path
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
            return
        }
        guard errno != EEXIST else {
            throw CommandFailure("There is a file \(path) already, which may hold another key. Name a new one.")
        }
        throw CommandFailure("The API key cannot be saved to \(path): \(String(cString: strerror(errno))).")
    }

    func save(_ key: APIKeyResource, boundTo: String?) throws {
        let content = Content(
            name: key.name,
            description: key.description ?? "",
            boundTo: boundTo,
            createdAt: key.createdAt,
            apiKey: key.apikey,
            locked: key.locked,
            uuid: key.id
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try Files.write(try encoder.encode(content) + Data("\n".utf8), to: path, mode: 0o600)
    }

    /// Removes the file.
    func discard() {
        unlink(path)
    }
}
