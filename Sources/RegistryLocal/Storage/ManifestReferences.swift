// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The digests that a manifest of whatever form names.
struct ManifestReferences: Decodable {
    private struct Descriptor: Decodable {
        let digest: String
    }

    private struct FileSystemLayer: Decodable {
        let blobSum: String
    }

    let digests: Set<String>

    private enum CodingKeys: String, CodingKey {
        case config, layers, blobs, manifests, subject, fsLayers
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        var digests: Set<String> = []
        for key in [CodingKeys.config, .subject] {
            if let one = try container.decodeIfPresent(Descriptor.self, forKey: key) { digests.insert(one.digest) }
        }
        for key in [CodingKeys.layers, .blobs, .manifests] {
            digests.formUnion(try container.decodeIfPresent([Descriptor].self, forKey: key)?.map(\.digest) ?? [])
        }
        let layers = try container.decodeIfPresent([FileSystemLayer].self, forKey: .fsLayers)
        digests.formUnion(layers?.map(\.blobSum) ?? [])
        self.digests = digests
    }
}
