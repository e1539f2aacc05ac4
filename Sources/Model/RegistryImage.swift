// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// A piece of an image, as a registry keeps it.
package struct RegistryBlob: Sendable, Equatable {
    /// `sha256:` and 64 hexadecimal digits.
    package let digest: String
    /// Bytes as stored, which means compressed.
    package let size: Int
    package let mediaType: String

    package init(digest: String, size: Int, mediaType: String) {
        self.digest = digest
        self.size = size
        self.mediaType = mediaType
    }

    /// Whether the bytes are elsewhere and the registry has only been told about them.
    package var isForeign: Bool {
        mediaType.contains("foreign") || mediaType.contains("nondistributable")
    }
}

/// What one manifest in a repository says: an image, or a list of images for several platforms.
package struct RegistryManifest: Sendable, Equatable {
    /// Namespace and name, `namespace/name`, without host, tag and digest.
    package let repository: String
    package let digest: String
    package let mediaType: String
    /// The configuration of the image; nil for a list.
    package let configuration: RegistryBlob?
    /// From the lowest to the topmost; empty for a list.
    package let layers: [RegistryBlob]
    /// The manifests of a list, in its order; empty for an image.
    package let members: [String]
    /// When the image was made, as its configuration says; when it was first seen if that says nothing.
    package let created: Date
    package let labels: [String: String]

    package init(
        repository: String,
        digest: String,
        mediaType: String,
        configuration: RegistryBlob?,
        layers: [RegistryBlob] = [],
        members: [String] = [],
        created: Date,
        labels: [String: String] = [:]
    ) {
        self.repository = repository
        self.digest = digest
        self.mediaType = mediaType
        self.configuration = configuration
        self.layers = layers
        self.members = members
        self.created = created
        self.labels = labels
    }

    /// Whether it stands for several images.
    package var isList: Bool {
        configuration == nil
    }

    /// Bytes of configuration and layers.
    package var size: Int {
        ((configuration.map { [$0] } ?? []) + layers).reduce(0) { $0 + $1.size }
    }

    /// The part of `repository` before the first slash.
    package var namespace: String {
        Self.namespace(of: repository)
    }

    /// The part of a repository's name before the first slash.
    package static func namespace(of repository: String) -> String {
        repository.firstIndex(of: "/").map { String(repository[..<$0]) } ?? repository
    }
}

/// A manifest with the tags that lead to it.
package struct RegistryImage: Sendable, Equatable {
    package let manifest: RegistryManifest
    /// In alphabetical order; empty for an image that only its digest or a list leads to.
    package let tags: [String]

    package init(manifest: RegistryManifest, tags: [String]) {
        self.manifest = manifest
        self.tags = tags
    }
}
