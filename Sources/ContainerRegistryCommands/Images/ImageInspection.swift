// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit

/// The configuration of an image, as templates see it.
enum ImageInspection {
    /// The fields of each type of record, by their names; a document calls one of them otherwise.
    private static let fields: [String: [String]] = [
        "ImageInspect": [
            "ID", "Parent", "Comment", "Created", "Container", "ContainerConfig", "DockerVersion", "Author", "Config",
            "Architecture", "Os", "OsVersion", "Size", "VirtualSize", "RootFS", "RepoTags", "RepoDigests",
        ],
        "Config": [
            "Hostname", "Domainname", "User", "AttachStdin", "AttachStdout", "AttachStderr", "ExposedPorts", "Tty",
            "OpenStdin", "StdinOnce", "Env", "Cmd", "Healthcheck", "ArgsEscaped", "Image", "Volumes", "WorkingDir",
            "Entrypoint", "NetworkDisabled", "MacAddress", "OnBuild", "Labels", "StopSignal", "StopTimeout", "Shell",
        ],
        "HealthConfig": ["Test", "Interval", "Timeout", "Retries"],
        "RootFS": ["Type", "Layers", "BaseLayer"],
    ]
    private static let members = ["ID": "Id"]

    /// Types of members that are records themselves.
    private static let types = [
        "ContainerConfig": "Config", "Config": "Config", "Healthcheck": "HealthConfig", "RootFS": "RootFS",
    ]

    static func template(_ document: JSONValue) -> TemplateValue {
        record("ImageInspect", document)
    }

    private static func record(_ type: String, _ document: JSONValue) -> TemplateValue {
        let values = (fields[type] ?? []).map { name in
            let value = document[members[name] ?? name] ?? .null
            guard let inner = types[name], value.members != nil else { return (name, plain(value)) }
            return (name, record(inner, value))
        }
        return .record(TemplateRecord(type, values))
    }

    private static func plain(_ value: JSONValue) -> TemplateValue {
        switch value {
        case .null: .null
        case .boolean(let truth): .boolean(truth)
        case .integer(let count): .integer(count)
        case .number(let number): .number(number)
        case .string(let text): .text(text)
        case .array(let elements): .list(elements.map(plain))
        case .object(let members): .map(members.mapValues(plain))
        }
    }
}
