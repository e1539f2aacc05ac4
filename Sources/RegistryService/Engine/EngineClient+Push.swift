// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTP
import HTTPClient
import Provisioning

extension EngineClient {
    /// Of a single blob.
    private static let uploadLimit = Duration.seconds(1800)

    /// Puts the blob in the file into the repository unless it is there; tells whether it had to be sent.
    ///
    /// `source` is a repository that may have it already.
    func push(_ digest: String, from path: String, to repository: String, orFrom source: String?) async throws -> Bool {
        let head = try request(.head, "\(repository)/blobs/\(digest)", .repository(repository))
        if try await http.send(head).status == 200 { return false }
        let mount = source.map { "?mount=\(digest)&from=\($0)" } ?? ""
        let start = try request(.post, "\(repository)/blobs/uploads/\(mount)", .repository(repository))
        let begun = try await http.send(start)
        if source != nil, begun.status == 201 { return false }
        try expect(202, begun, start)
        // The address is that for clients, who may reach the engine in another way than we do.
        guard let location = begun.headers["Location"], let place = location.firstRange(of: "/v2/") else {
            throw RegistryEngineError("the engine does not tell where \(repository)@\(digest) is to be put")
        }
        guard BuiltFile.size(path) != nil else { throw ImageBuildError.failed(reason: "the builder left no \(digest)") }
        var put = try request(.put, "", .repository(repository))
        put.url = baseURL + location[place.lowerBound...] + (location.contains("?") ? "&" : "?") + "digest=\(digest)"
        put.headers["Content-Type"] = "application/octet-stream"
        put.bodyFile = path
        put.timeout = Self.uploadLimit
        try expect(201, try await http.send(put), put)
        return true
    }

    /// Puts the manifest under the tag; all that it names has to be there.
    func push(_ manifest: BuiltManifest, as tag: String, to repository: String) async throws {
        try await put(manifest.body, manifest.manifest.mediaType, as: tag, to: repository)
    }

    /// Puts a manifest of this type under a tag or its digest.
    func put(_ manifest: Data, _ type: String, as reference: String, to repository: String) async throws {
        var put = try request(.put, "\(repository)/manifests/\(reference)", .repository(repository))
        put.headers["Content-Type"] = type
        put.body = manifest
        try expect(201, try await http.send(put), put)
    }
}
