// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import FoundationEssentials
import Provisioning

/// One build, as the builder sees those who ordered it.
struct BuildRun: ImageBuildSupplies {
    let service: BuildService
    let order: RegistryBuildOrder
    let reference: ImageReference
    let caller: RegistryCaller
    let lines: BuildLines
    /// Layers of the images it builds on, by the digests of their content.
    private let known = Locked<[String: BuiltManifest.KnownLayer]>([:])
    /// What came of it, once it is in the registry.
    let result = Locked<RegistryBuildLine.Result?>(nil)

    init(
        service: BuildService,
        order: RegistryBuildOrder,
        reference: ImageReference,
        caller: RegistryCaller,
        lines: BuildLines
    ) {
        self.service = service
        self.order = order
        self.reference = reference
        self.caller = caller
        self.lines = lines
    }

    func log(_ text: String) async throws {
        guard !order.isQuiet, !text.isEmpty else { return }
        try await lines.write(RegistryBuildLine(stream: text))
    }

    // MARK: Images to build on

    func bases(for dockerfile: String, into folder: String) async throws -> [ImageBuildBase] {
        let names = BuildRecipe(dockerfile, arguments: order.arguments).images.filter {
            $0.hasPrefix("\(service.host)/")
        }
        var bases: [ImageBuildBase] = []
        for (index, name) in names.enumerated() {
            guard let reference = ImageReference(name, host: service.host) else {
                throw RegistryFault.badRequest("'\(name.prefix(300))' is not the name of an image.")
            }
            try await service.namespaces.demand(.see, on: reference.namespace, by: caller)
            try await service.quotas.demandTraffic(of: caller.accountID)
            if !order.isQuiet { try await lines.write(RegistryBuildLine(status: "Fetching \(name)")) }
            let place = "\(folder)/\(index)"
            try Files.makeDirectory(place)
            try await fetch(reference, name, into: place)
            // A name with a digest cannot be given; whoever asks by digest finds the image under any name of the repository.
            let tag =
                if case .digest = reference.version { "\(service.host)/\(reference.repository):fetched" } else { name }
            bases.append(ImageBuildBase(name: tag, folder: "\(index)"))
        }
        return bases
    }

    private func fetch(_ reference: ImageReference, _ name: String, into folder: String) async throws {
        let repository = reference.repository
        let access = [EngineTokenIssuer.Access(type: "repository", name: repository, actions: ["pull"])]
        let engine = acting(access)
        let version =
            switch reference.version {
            case .tag(let tag): tag
            case .digest(let digest): digest
            }
        var manifest = try await engine.manifest(version, in: repository)
        if let member = manifest?.usualMember { manifest = try await engine.manifest(member.digest, in: repository) }
        guard let manifest, let configuration = manifest.configuration else {
            throw RegistryFault.notFound("The image '\(name)', which the Dockerfile names,")
        }
        for blob in [configuration] + manifest.layers {
            guard ImageReference.isDigest(blob.digest) else { throw RegistryFault.notFound("A layer of '\(name)'") }
            let path = "\(folder)/\(blob.digest.dropFirst("sha256:".count))"
            guard try await engine.download(blob.digest, in: repository, to: path) else {
                throw RegistryFault.notFound("A layer of '\(name)'")
            }
        }
        let plain = Data("Directory Transport Version: 1.1\n".utf8)
        try Files.write(plain, to: "\(folder)/version")
        try Files.write(manifest.body, to: "\(folder)/manifest.json")
        let document = try Files.read("\(folder)/\(configuration.digest.dropFirst("sha256:".count))") ?? Data()
        note(manifest.layers, diffs: BuiltManifest.diffs(document), of: repository)
    }

    private func note(_ layers: [EngineManifest.Descriptor], diffs: [String], of repository: String) {
        guard layers.count == diffs.count else { return }
        for (layer, diff) in zip(layers, diffs) where BuiltManifest.packed.contains(layer.mediaType ?? "") {
            known.withLock { $0[diff] = BuiltManifest.KnownLayer(descriptor: layer, repository: repository) }
        }
    }

    // MARK: What was built

    func deliver(_ image: BuiltImage) async throws {
        guard case .tag(let tag) = reference.version else { return }
        let built = try BuiltManifest(of: image, known: known.withLock { $0 })
        guard let configuration = built.manifest.configuration else { return }
        // Rights may have gone since the build began.
        try await service.demand(reference, by: caller)
        let repository = reference.repository
        let name = "\(service.host)/\(repository)"
        try await say("The push refers to repository [\(name)]")
        for (number, blob) in ([configuration] + built.manifest.layers).enumerated() {
            let path = "\(image.folder)/\(blob.digest.dropFirst("sha256:".count))"
            let source = built.mounts[blob.digest]
            let engine = acting(Self.access(to: repository, mounting: source))
            let isNew = try await engine.push(blob.digest, from: path, to: repository, orFrom: source)
            if number > 0 {
                try await say(
                    "\(blob.digest.dropFirst("sha256:".count).prefix(12)): \(isNew ? "Pushed" : "Layer already exists")"
                )
            }
        }
        try await acting(Self.access(to: repository, mounting: nil)).push(built, as: tag, to: repository)
        let size = ([configuration] + built.manifest.layers).reduce(0) { $0 + max(0, $1.size) }
        try await service.index.refresh(repository: repository, digest: built.manifest.digest, tag: tag)
        try await say("\(tag): digest: \(built.manifest.digest) size: \(built.body.count)")
        result.withLock { $0 = .init(tag: "\(name):\(tag)", digest: built.manifest.digest, size: size) }
    }

    private func say(_ status: String) async throws {
        if !order.isQuiet { try await lines.write(RegistryBuildLine(status: status)) }
    }

    private static func access(to repository: String, mounting source: String?) -> [EngineTokenIssuer.Access] {
        let target = EngineTokenIssuer.Access(type: "repository", name: repository, actions: ["pull", "push"])
        guard let source, source != repository else { return [target] }
        return [target, EngineTokenIssuer.Access(type: "repository", name: source, actions: ["pull"])]
    }

    /// The engine for the caller, with tokens for exactly this.
    private func acting(_ access: [EngineTokenIssuer.Access]) -> EngineClient {
        let (issuer, subject) = (service.issuer, caller.principal.iamID)
        return service.engine.acting { _ in try issuer.token(for: subject, access).text }
    }
}
