// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import Provisioning

/// A manifest as the engine has it: of docker (schema 2) or OCI, of an image or a list.
package struct EngineManifest: Sendable {
    static let indexType = "application/vnd.oci.image.index.v1+json"

    static let mediaTypes = [
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        indexType,
    ]

    /// A part of the manifest, or a manifest in a list.
    package struct Descriptor: Decodable, Sendable, Equatable {
        package struct Platform: Decodable, Sendable, Equatable {
            package let architecture: String?
            package let os: String?
        }

        package let mediaType: String?
        package let digest: String
        package let size: Int
        package let platform: Platform?

        var blob: RegistryBlob {
            RegistryBlob(digest: digest, size: max(0, size), mediaType: mediaType ?? "")
        }
    }

    private struct Document: Decodable {
        let config: Descriptor?
        let layers: [Descriptor]?
        let manifests: [Descriptor]?
    }

    package let digest: String
    package let mediaType: String
    package let configuration: Descriptor?
    package let layers: [Descriptor]
    /// The manifests of a list.
    package let members: [Descriptor]
    /// As the engine has it.
    let body: Data

    init(digest: String, mediaType: String, body: Data) throws {
        guard let document = try? JSONDecoder().decode(Document.self, from: body) else {
            throw RegistryEngineError("manifest \(digest) cannot be read")
        }
        self.digest = digest
        self.mediaType = mediaType
        configuration = document.config
        layers = document.layers ?? []
        members = document.manifests ?? []
        self.body = body
    }

    /// The manifest for machines that most people have; nil unless this is a list with anything in it.
    package var usualMember: Descriptor? {
        members.first { $0.platform?.os == "linux" && $0.platform?.architecture == "amd64" } ?? members.first
    }

    /// What the index keeps of it; `configuration` is the document that the manifest names.
    func indexed(in repository: String, configuration document: ImageConfiguration?, seen: Date) -> RegistryManifest {
        RegistryManifest(
            repository: repository,
            digest: digest,
            mediaType: mediaType,
            configuration: configuration?.blob,
            layers: layers.map(\.blob),
            members: members.map(\.digest),
            created: document?.created ?? seen,
            labels: document?.labels ?? [:]
        )
    }
}
