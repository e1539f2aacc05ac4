// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import Glibc
import Provisioning

/// The manifest of an image that was built, with the layers of the images it builds on as the registry has them.
///
/// The builder packs those layers anew, which gives other bytes for the same content: left so, each image would bring all of them
/// once more.
struct BuiltManifest: Sendable {
    /// A layer that the registry has.
    struct KnownLayer: Sendable, Equatable {
        let descriptor: EngineManifest.Descriptor
        /// A repository that has it.
        let repository: String
    }

    private static let longest = 4 << 20
    static let packed = [
        "application/vnd.docker.image.rootfs.diff.tar.gzip", "application/vnd.oci.image.layer.v1.tar+gzip",
    ]

    let body: Data
    let manifest: EngineManifest
    /// Where each of the known layers in it is.
    let mounts: [String: String]

    /// `known` are layers by the digests of their content.
    init(of image: BuiltImage, known: [String: KnownLayer]) throws {
        let original = try Self.read(image.manifestPath)
        let first = try EngineManifest(digest: "", mediaType: "", body: original)
        guard case .object(var members)? = try? JSONDecoder().decode(JSONValue.self, from: original),
            case .array(var layers)? = members["layers"], let configuration = first.configuration
        else { throw ImageBuildError.failed(reason: "the builder left no manifest of an image") }
        let path = "\(image.folder)/\(configuration.digest.dropFirst("sha256:".count))"
        guard ImageReference.isDigest(configuration.digest) else {
            throw ImageBuildError.failed(reason: "the builder left a manifest without digests")
        }
        let diffs = Self.diffs(try Self.read(path))
        var mounts: [String: String] = [:]
        for (index, diff) in diffs.enumerated() where diffs.count == layers.count {
            guard let layer = known[diff] else { continue }
            layers[index] = [
                "mediaType": .string(Self.packed[0]), "size": .integer(layer.descriptor.size),
                "digest": .string(layer.descriptor.digest),
            ]
            mounts[layer.descriptor.digest] = layer.repository
        }
        members["layers"] = .array(layers)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        body = try encoder.encode(JSONValue.object(members))
        manifest = try EngineManifest(
            digest: "sha256:\(Digest.sha256Hex(body))",
            mediaType: members["mediaType"]?.text ?? "",
            body: body
        )
        self.mounts = mounts
        for blob in [configuration] + manifest.layers where !ImageReference.isDigest(blob.digest) {
            throw ImageBuildError.failed(reason: "the builder left a manifest without digests")
        }
    }

    /// The digests of the content of layers, from an image's configuration.
    static func diffs(_ configuration: Data) -> [String] {
        let document = try? JSONDecoder().decode(JSONValue.self, from: configuration)
        return document?["rootfs"]?["diff_ids"]?.elements?.compactMap(\.text) ?? []
    }

    private static func read(_ path: String) throws -> Data {
        guard BuiltFile.size(path).map({ $0 <= longest }) == true, let content = try Files.read(path) else {
            throw ImageBuildError.failed(reason: "the builder left no \(path)")
        }
        return content
    }
}

/// Files that were made in a sandbox, where they may be anything.
enum BuiltFile {
    /// Of a regular file; nil for anything else.
    static func size(_ path: String) -> Int? {
        var information = stat()
        guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(information.st_size)
    }
}
