// SPDX-License-Identifier: Apache-2.0

import API

/// What later clients do with the names of images.
extension ImageService {
    /// What the reference leads to, as it was pushed.
    func manifest(of reference: ImageReference) async throws -> EngineManifest {
        guard let found = try await engine.manifest(reference.version.text, in: reference.repository) else {
            throw Self.notFound(reference, host: host)
        }
        return found
    }

    /// Gives the image `source` the name `target` too, maybe in another repository; nothing is stored twice.
    func tag(_ source: ImageReference, as target: ImageReference) async throws {
        let tag = try Self.tag(of: target)
        let manifest = try await manifest(of: source)
        try await engine.copy(manifest, as: tag, from: source.repository, to: target.repository)
        for member in manifest.members {
            try await index.refresh(repository: target.repository, digest: member.digest, tag: nil)
        }
        try await index.refresh(repository: target.repository, digest: manifest.digest, tag: tag)
    }

    /// Takes a tag away, and leaves its image; tells what has gone.
    func untag(_ reference: ImageReference) async throws -> RegistryImageDeletion {
        let tag = try Self.tag(of: reference)
        guard try await index.deleteTag(tag, in: reference.repository, keepsImage: true) != nil else {
            throw Self.notFound(reference, host: host)
        }
        return RegistryImageDeletion(untagged: "\(host)/\(reference.repository):\(tag)")
    }

    private static func tag(of reference: ImageReference) throws -> String {
        guard case .tag(let tag) = reference.version else {
            throw RegistryFault.badRequest("A digest is no tag: write the name as NAMESPACE/NAME:TAG.")
        }
        return tag
    }
}
