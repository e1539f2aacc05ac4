// SPDX-License-Identifier: Apache-2.0

import HTTP
import HTTPClient
import Model
import Provisioning

extension EngineClient {
    /// Puts the manifest, which `source` has with all that it names, into the repository, under a tag or its digest.
    ///
    /// Nothing is sent but manifests: the engine lets both repositories have the same blobs.
    func copy(
        _ manifest: EngineManifest,
        as reference: String,
        from source: String,
        to repository: String
    ) async throws {
        if source != repository {
            for member in manifest.members {
                guard let found = try await self.manifest(member.digest, in: source) else {
                    throw RegistryEngineError("the engine has no \(member.digest), which \(manifest.digest) lists")
                }
                try await copy(found, as: member.digest, from: source, to: repository)
            }
            let blobs = ([manifest.configuration].compactMap(\.self) + manifest.layers).map(\.blob)
            for blob in blobs where !blob.isForeign { try await mount(blob.digest, from: source, to: repository) }
        }
        try await put(manifest.body, manifest.mediaType, as: reference, to: repository)
    }

    private func mount(_ digest: String, from source: String, to repository: String) async throws {
        let path = "\(repository)/blobs/uploads/?mount=\(digest)&from=\(source)"
        let request = try request(.post, path, .mounting(from: source, to: repository))
        try expect(201, try await http.send(request), request)
    }
}
