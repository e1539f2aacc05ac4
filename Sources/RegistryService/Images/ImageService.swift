// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
package import Model
package import Storage

/// Lists, shows and deletes images; who may is decided before.
package struct ImageService: Sendable {
    let host: String
    let index: ImageIndex
    private let store: any RegistryImageStore
    let engine: EngineClient
    private let upkeep: RegistryUpkeep
    private let assessment: any ImageAssessment

    /// `host` is what names of images begin with.
    package init(
        host: String,
        index: ImageIndex,
        store: any RegistryImageStore,
        engine: EngineClient,
        upkeep: RegistryUpkeep,
        assessment: any ImageAssessment = NoAssessment()
    ) {
        self.host = host
        self.index = index
        self.store = store
        self.engine = engine
        self.upkeep = upkeep
        self.assessment = assessment
    }

    func query(_ request: HTTPRequest) -> ImageQuery {
        ImageQuery(request, host: host)
    }

    /// The image that `text` names.
    func reference(_ text: String) throws -> ImageReference {
        guard let reference = ImageReference(text, host: host) else {
            throw APIError(
                status: 400,
                code: "CRG0002E",
                message: "'\(text.prefix(300))' is not the name of an image in '\(host)'.",
                recovery: "Write it as \(host)/NAMESPACE/NAME:TAG."
            )
        }
        return reference
    }

    /// The images in the namespaces that the query takes, one entry a digest, by their names.
    func images(in namespaces: [String], _ query: ImageQuery) async throws -> [RegistryImageInfo] {
        let found = try await store.registryImages(namespaces: namespaces).filter { query.takes($0.manifest) }
        var entries: [RegistryImageInfo] = []
        var positions: [String: Int] = [:]
        var groups: [[RegistryImage]] = []
        for image in found {
            let digest = image.manifest.digest
            if let position = positions[digest] {
                groups[position].append(image)
            } else {
                positions[digest] = groups.count
                groups.append([image])
            }
        }
        for group in groups {
            let verdict = query.withVulnerabilities ? try await assessment.verdict(on: group[0].manifest) : nil
            entries.append(RegistryImageInfo(of: group, host: host, verdict: verdict))
        }
        return entries
    }

    /// What is known of the image; of a list, what is known of the image for most machines.
    package func image(_ reference: ImageReference) async throws -> RegistryImage {
        let images = try await images(of: reference)
        guard let found = images.first(where: { Self.matches($0, reference.version) }) else {
            throw Self.notFound(reference, host: host)
        }
        guard found.manifest.isList else { return found }
        let list = try await engine.manifest(found.manifest.digest, in: reference.repository)
        let usual = images.first { $0.manifest.digest == list?.usualMember?.digest }
        return RegistryImage(manifest: usual?.manifest ?? found.manifest, tags: found.tags)
    }

    /// What is known to be wrong with the image, and how it is called.
    func findings(on reference: ImageReference) async throws -> (name: String, findings: ImageFindings) {
        let manifest = try await image(reference).manifest
        let version =
            switch reference.version {
            case .tag(let tag): ":\(tag)"
            case .digest(let digest): "@\(digest)"
            }
        return ("\(host)/\(reference.repository)\(version)", try await assessment.findings(on: manifest))
    }

    /// The image in the form of `docker inspect`.
    func inspection(of reference: ImageReference) async throws -> JSONValue {
        let image = try await image(reference)
        let manifest = image.manifest
        let id = manifest.configuration?.digest ?? manifest.digest
        let json = try await engine.blob(id, in: manifest.repository)
        let configuration = json.flatMap { ImageConfiguration($0)?.document } ?? .object([:])
        return ImageInspection.document(
            of: configuration,
            id: id,
            size: manifest.size,
            repoTags: image.tags.map { "\(host)/\(manifest.repository):\($0)" },
            repoDigests: ["\(host)/\(manifest.repository)@\(manifest.digest)"]
        )
    }

    /// Deletes a tag, with its image if nothing else leads there, or an image with all its tags; tells what has gone.
    func delete(_ reference: ImageReference) async throws -> RegistryImageDeletion {
        let name: String
        switch reference.version {
        case .tag(let tag):
            name = "\(host)/\(reference.repository):\(tag)"
            guard try await index.deleteTag(tag, in: reference.repository) != nil else {
                throw Self.notFound(reference, host: host)
            }
        case .digest(let digest):
            name = "\(host)/\(reference.repository)@\(digest)"
            let lists = try await store.registryImages(repository: reference.repository)
                .filter { $0.manifest.members.contains(digest) }
            if let list = lists.first {
                throw APIError(
                    status: 409,
                    code: "CRG0021E",
                    message: "The image '\(name)' is part of the manifest list '\(list.manifest.digest)'.",
                    recovery: "Delete the manifest list."
                )
            }
            guard try await index.deleteManifest(digest, in: reference.repository) else {
                throw Self.notFound(reference, host: host)
            }
        }
        await upkeep.sweepSoon()
        return RegistryImageDeletion(untagged: name)
    }

    /// The images of its repository, asked of the engine if the index does not know it: it may have just been pushed.
    private func images(of reference: ImageReference) async throws -> [RegistryImage] {
        let known = try await store.registryImages(repository: reference.repository)
        if known.contains(where: { Self.matches($0, reference.version) }) { return known }
        switch reference.version {
        case .tag(let tag): try await index.refresh(repository: reference.repository, digest: nil, tag: tag)
        case .digest(let digest): try await index.refresh(repository: reference.repository, digest: digest, tag: nil)
        }
        return try await store.registryImages(repository: reference.repository)
    }

    private static func matches(_ image: RegistryImage, _ version: ImageReference.Version) -> Bool {
        switch version {
        case .tag(let tag): image.tags.contains(tag)
        case .digest(let digest): image.manifest.digest == digest
        }
    }

    static func notFound(_ reference: ImageReference, host: String) -> APIError {
        let version =
            switch reference.version {
            case .tag(let tag): ":\(tag)"
            case .digest(let digest): "@\(digest)"
            }
        return RegistryFault.notFound(
            "The image '\(host)/\(reference.repository)\(version)'",
            recovery: "Run 'bx cr image-list' to see the images of your namespaces."
        )
    }
}
