// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials

/// An image in the form of `docker inspect`, made of its configuration.
enum ImageInspection {
    private static let container: [String: JSONValue] = [
        "Hostname": .string(""), "Domainname": .string(""), "User": .string(""), "AttachStdin": .boolean(false),
        "AttachStdout": .boolean(false), "AttachStderr": .boolean(false), "ExposedPorts": .null,
        "Tty": .boolean(false), "OpenStdin": .boolean(false), "StdinOnce": .boolean(false), "Env": .null,
        "Cmd": .null, "Healthcheck": .null, "ArgsEscaped": .boolean(false), "Image": .string(""), "Volumes": .null,
        "WorkingDir": .string(""), "Entrypoint": .null, "NetworkDisabled": .boolean(false),
        "MacAddress": .string(""), "OnBuild": .null, "Labels": .null, "StopSignal": .string(""),
        "StopTimeout": .null, "Shell": .null,
    ]

    /// Every member that readers know is there; those of the configuration that they do not know are too.
    static func document(
        of configuration: JSONValue,
        id: String,
        size: Int,
        repoTags: [String],
        repoDigests: [String]
    ) -> JSONValue {
        func text(_ name: String) -> JSONValue {
            configuration[name].flatMap(\.text).map { .string($0) } ?? .string("")
        }
        func settings(_ name: String) -> JSONValue {
            .object(container.merging(configuration[name]?.members ?? [:]) { $1 })
        }
        let layers = configuration["rootfs"]?["diff_ids"]?.elements ?? []
        return .object([
            "Id": .string(id),
            "RepoTags": .array(repoTags.map { .string($0) }),
            "RepoDigests": .array(repoDigests.map { .string($0) }),
            "Parent": text("parent"),
            "Comment": text("comment"),
            "Created": text("created"),
            "Container": text("container"),
            "ContainerConfig": settings("container_config"),
            "DockerVersion": text("docker_version"),
            "Author": text("author"),
            "Config": settings("config"),
            "Architecture": text("architecture"),
            "Os": text("os"),
            "OsVersion": text("os.version"),
            "Size": .integer(size),
            "VirtualSize": .integer(size),
            "RootFS": .object([
                "Type": configuration["rootfs"]?["type"] ?? .string("layers"),
                "Layers": .array(layers),
                "BaseLayer": .string(""),
            ]),
        ])
    }
}
