// SPDX-License-Identifier: Apache-2.0

import Archives
import Basics
import Cryptography
import FoundationEssentials

/// The image that holds a pod's namespaces, packed from the distribution's pause program: it comes from no registry.
enum PauseImage {
    static let name = "slipway.local/pause:1"

    /// A docker archive, as `ctr images import` takes it.
    static func archive(program: Data, architecture: String) throws -> Data {
        let layer = TarArchive.write([ArchiveEntry(path: "pause", mode: 0o755, content: program)])
        let configuration: JSONValue = [
            "architecture": .string(architecture),
            "os": "linux",
            "config": ["Entrypoint": ["/pause"], "User": "65535:65535"],
            "rootfs": ["type": "layers", "diff_ids": [.string("sha256:" + Digest.sha256Hex(layer))]],
        ]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let document = try encoder.encode(configuration)
        let documentName = Digest.sha256Hex(document) + ".json"
        let manifest: JSONValue = [
            ["Config": .string(documentName), "RepoTags": [.string(name)], "Layers": ["layer.tar"]]
        ]
        return TarArchive.write([
            ArchiveEntry(path: documentName, content: document),
            ArchiveEntry(path: "layer.tar", content: layer),
            ArchiveEntry(path: "manifest.json", content: try encoder.encode(manifest)),
        ])
    }

    /// The name of this machine's architecture, as images have it.
    static var hostArchitecture: String {
        #if arch(arm64)
        "arm64"
        #else
        "amd64"
        #endif
    }
}
