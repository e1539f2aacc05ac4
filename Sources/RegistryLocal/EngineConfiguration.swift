// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import Provisioning

/// The files that the engine is started with, in a folder whose name says what is in them.
///
/// So a process that runs with other settings is told by its arguments, and is replaced.
struct EngineConfiguration {
    private static let prefix = "settings-"

    private let contents: [(name: String, text: String)]
    private let parent: String
    private let folder: String

    init(settings: RegistryEngineSettings, layout: RegistryLayout) {
        parent = layout.unitFolder
        let parts = [
            ("certificate.pem", settings.certificatePEM), ("key.pem", settings.keyPEM),
            ("token-certificates.pem", settings.tokenCertificatesPEM), ("authority.pem", settings.authorityPEM),
        ]
        let fingerprint = Digest.sha256Hex(
            parts.map(\.1).joined(separator: "\n") + Self.text(settings, storage: layout.storageFolder, folder: "")
        )
        folder = "\(layout.unitFolder)/\(Self.prefix)\(fingerprint.prefix(16))"
        contents = parts + [("config.yml", Self.text(settings, storage: layout.storageFolder, folder: folder))]
    }

    var file: String { "\(folder)/config.yml" }
    var authorityFile: String { "\(folder)/authority.pem" }

    /// Writes the files, for their owner alone.
    func write() throws(FileError) {
        try Files.makeDirectory(parent)
        try Files.makeDirectory(folder)
        for (name, text) in contents where try Files.read("\(folder)/\(name)") != Data(text.utf8) {
            try Files.write(Data(text.utf8), to: "\(folder)/\(name)", mode: 0o600)
        }
    }

    /// Removes the files of other settings, once nothing runs with them.
    func removeOthers() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: parent) where name.hasPrefix(Self.prefix) {
            if "\(parent)/\(name)" != folder { try Files.remove("\(parent)/\(name)") }
        }
    }

    /// JSON, which is YAML too, so that no text can be taken for anything else.
    private static func text(_ settings: RegistryEngineSettings, storage: String, folder: String) -> String {
        // Uploads that are under way go on after a restart with the same secret.
        let uploadSecret = Digest.sha256Hex("uploads \(settings.notificationSecret)")
        let value: JSONValue = [
            "version": "0.1",
            "log": ["accesslog": ["disabled": true], "level": "warn"],
            // No cache of what is there: files are moved behind its back.
            "storage": ["filesystem": ["rootdirectory": .string(storage)], "delete": ["enabled": true]],
            "http": [
                "addr": .string(settings.listen),
                "host": .string("https://\(settings.host)"),
                "secret": .string(uploadSecret),
                "tls": ["certificate": .string("\(folder)/certificate.pem"), "key": .string("\(folder)/key.pem")],
            ],
            "auth": [
                "token": [
                    "realm": .string(settings.realm), "service": .string(settings.service),
                    "issuer": .string(settings.issuer),
                    "rootcertbundle": .string("\(folder)/token-certificates.pem"),
                ]
            ],
            "notifications": [
                "endpoints": [
                    [
                        "name": "slipwayd", "url": .string(settings.notificationURL),
                        "headers": ["Authorization": [.string("Bearer \(settings.notificationSecret)")]],
                        "timeout": "10s", "threshold": 3, "backoff": "1s",
                    ]
                ]
            ],
        ]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // What is put together here can always be written.
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

extension RegistryEngineSettings {
    /// Where a program on this machine reaches the engine.
    var localURL: String {
        let port = listen.split(separator: ":").last ?? ""
        let address = listen.dropLast(port.count + 1)
        let local = address == "0.0.0.0" ? "127.0.0.1" : address == "[::]" ? "[::1]" : address
        return "https://\(local):\(port)"
    }
}
