// SPDX-License-Identifier: Apache-2.0

import Basics
import PluginKit

/// What logins at registries have changed on the machine, in the plug-in's own settings, so that it can be undone.
struct LoginRecord: Sendable, Equatable {
    private static let key = "Logins"

    let host: String
    /// Files with credentials.
    var credentials: [String]
    /// Files with certificates.
    var certificates: [String]

    static func all(in configuration: ConfigurationFile) throws -> [LoginRecord] {
        let members = try configuration.read()[key]?.members ?? [:]
        return members.sorted { $0.key < $1.key }.map { host, value in
            LoginRecord(
                host: host,
                credentials: texts(value["Credentials"]),
                certificates: texts(value["Certificates"])
            )
        }
    }

    func store(in configuration: ConfigurationFile) throws {
        try configuration.update { settings in
            var logins = settings[Self.key] ?? .object([:])
            logins[host] = .object([
                "Credentials": .array(credentials.map { .string($0) }),
                "Certificates": .array(certificates.map { .string($0) }),
            ])
            settings[Self.key] = logins
        }
    }

    func remove(from configuration: ConfigurationFile) throws {
        try configuration.update { settings in
            var logins = settings[Self.key]?.members ?? [:]
            logins[host] = nil
            settings[Self.key] = logins.isEmpty ? nil : .object(logins)
        }
    }

    private static func texts(_ value: JSONValue?) -> [String] {
        value?.elements?.compactMap(\.text) ?? []
    }
}
