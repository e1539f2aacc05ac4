// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc

/// The folder that the DNS server watches, with one file for each service.
struct HostsFolder: Sendable {
    let path: String
    /// Beside the folder, as the server would read a file that is not finished.
    private var staging: String { "\(path).new" }

    init(path: String) {
        self.path = path
    }

    func ensure() throws {
        try Files.makeDirectory(path, mode: 0o755)
        try Files.makeDirectory(staging, mode: 0o755)
    }

    /// Makes the file of a service hold these records; no file if there are none.
    func set(_ records: HostsRecords, service: String, namespace: String) throws {
        let name = Self.name(service: service, namespace: namespace)
        let content = Data(records.text.utf8)
        if content.isEmpty { return try Files.remove("\(path)/\(name)") }
        guard try Files.read("\(path)/\(name)") != content else { return }
        try Files.write(content, to: "\(staging)/\(name)", mode: 0o644)
        guard rename("\(staging)/\(name)", "\(path)/\(name)") == 0 else {
            throw FileError(path: "\(path)/\(name)", action: "replace", code: errno)
        }
    }

    /// Removes the files of all other services.
    func keep(_ services: [(service: String, namespace: String)]) throws {
        let kept = Set(services.map { Self.name(service: $0.service, namespace: $0.namespace) })
        for name in try FileManager.default.contentsOfDirectory(atPath: path) where !kept.contains(name) {
            try Files.remove("\(path)/\(name)")
        }
    }

    /// Neither part can hold an underscore.
    private static func name(service: String, namespace: String) -> String {
        "\(namespace)_\(service)"
    }
}
