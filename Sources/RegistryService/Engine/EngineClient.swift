// SPDX-License-Identifier: Apache-2.0

import Cryptography
package import FoundationEssentials
import HTTP
package import HTTPClient
import Provisioning

/// Talks to the engine as clients do, by the distribution protocol, with tokens of our own.
///
/// Works with any registry of that protocol that believes our tokens.
package struct EngineClient: Sendable {
    /// What a token is asked for.
    package enum Scope: Sendable, Equatable {
        /// The list of all repositories.
        case catalog
        /// Pull, push and delete in this repository.
        case repository(String)
        /// Pull in one repository, and let another one have its blobs.
        case mounting(from: String, to: String)
    }

    /// No manifest is longer; the engine takes no longer ones either.
    private static let longestManifest = 4 << 20

    let baseURL: String
    let http: HTTPClient
    private let token: @Sendable (Scope) throws -> String

    /// `baseURL` has neither a path nor a slash at its end.
    package init(
        baseURL: String,
        trust: HTTPClientConfiguration.Trust = .system,
        token: @escaping @Sendable (Scope) throws -> String
    ) {
        self.baseURL = baseURL
        http = HTTPClient(HTTPClientConfiguration(trust: trust, maximumRedirects: 5, maximumBodyBytes: 16 << 20))
        self.token = token
    }

    private init(_ other: EngineClient, token: @escaping @Sendable (Scope) throws -> String) {
        baseURL = other.baseURL
        http = other.http
        self.token = token
    }

    /// The same engine, with the rights of others.
    func acting(_ token: @escaping @Sendable (Scope) throws -> String) -> EngineClient {
        EngineClient(self, token: token)
    }

    // MARK: Manifests

    /// The manifest that the tag or digest leads to; nil if there is none.
    package func manifest(_ reference: String, in repository: String) async throws -> EngineManifest? {
        var request = try request(.get, "\(repository)/manifests/\(reference)", .repository(repository))
        for type in EngineManifest.mediaTypes { request.headers.add("Accept", type) }
        let response = try await http.send(request)
        guard response.status != 404 else { return nil }
        try expect(200, response, request)
        let body = response.bytes
        let digest = "sha256:\(Digest.sha256Hex(body))"
        guard body.count <= Self.longestManifest, !reference.contains(":") || reference == digest else {
            throw RegistryEngineError("the engine answers another manifest for \(repository)@\(reference)")
        }
        return try EngineManifest(digest: digest, mediaType: response.headers["Content-Type"] ?? "", body: body)
    }

    /// The digest of the manifest that the tag or digest leads to; nil if there is none.
    package func digest(of reference: String, in repository: String) async throws -> String? {
        var request = try request(.head, "\(repository)/manifests/\(reference)", .repository(repository))
        for type in EngineManifest.mediaTypes { request.headers.add("Accept", type) }
        let response = try await http.send(request)
        guard response.status != 404 else { return nil }
        try expect(200, response, request)
        guard let digest = response.headers["Docker-Content-Digest"] else {
            throw RegistryEngineError("the engine does not tell the digest of \(repository):\(reference)")
        }
        return digest
    }

    /// Deletes the manifest and, with it, the tags that lead to it; fine if it is gone.
    package func deleteManifest(_ digest: String, in repository: String) async throws {
        let request = try request(.delete, "\(repository)/manifests/\(digest)", .repository(repository))
        let response = try await http.send(request)
        if response.status != 404 { try expect(202, response, request) }
    }

    /// Removes the tag and leaves the manifest; fine if it is gone.
    ///
    /// Engines before version 3 know no such request. There the tag is led to a manifest that nobody else has, which
    /// is then deleted.
    package func deleteTag(_ tag: String, in repository: String) async throws {
        let request = try request(.delete, "\(repository)/manifests/\(tag)", .repository(repository))
        let response = try await http.send(request)
        if response.status == 404 || (200..<300).contains(response.status) { return }
        let placeholder = Data(
            """
            {"schemaVersion":2,"mediaType":"\(EngineManifest.indexType)","manifests":[],\
            "annotations":{"removed":"\(UUID().uuidString)"}}
            """.utf8
        )
        try await put(placeholder, EngineManifest.indexType, as: tag, to: repository)
        try await deleteManifest("sha256:\(Digest.sha256Hex(placeholder))", in: repository)
    }

    // MARK: Blobs

    /// The whole of a small blob, for instance a configuration, checked against its digest; nil if there is none.
    package func blob(_ digest: String, in repository: String) async throws -> Data? {
        let request = try request(.get, "\(repository)/blobs/\(digest)", .repository(repository))
        let response = try await http.send(request)
        guard response.status != 404 else { return nil }
        try expect(200, response, request)
        guard "sha256:\(Digest.sha256Hex(response.bytes))" == digest else {
            throw RegistryEngineError("the engine answers other bytes for \(repository)@\(digest)")
        }
        return response.bytes
    }

    /// Puts the blob into the file at `path`, checked against its digest; false if there is none.
    package func download(_ digest: String, in repository: String, to path: String) async throws -> Bool {
        let request = try request(.get, "\(repository)/blobs/\(digest)", .repository(repository))
        let response = try await http.download(request, to: path)
        guard response.status != 404 else { return false }
        try expect(200, response, request)
        guard "sha256:\(try Digest.sha256HexOfFile(path))" == digest else {
            throw RegistryEngineError("the engine answers other bytes for \(repository)@\(digest)")
        }
        return true
    }

    // MARK: Lists

    /// The names of all repositories.
    package func repositories() async throws -> [String] {
        struct Page: Decodable {
            let repositories: [String]?
        }
        return try await pages("_catalog?n=1000", .catalog) { (page: Page) in page.repositories ?? [] }
    }

    /// The tags of the repository; none if there is no such repository.
    package func tags(of repository: String) async throws -> [String] {
        struct Page: Decodable {
            let tags: [String]?
        }
        return try await pages("\(repository)/tags/list?n=1000", .repository(repository)) { (page: Page) in
            page.tags ?? []
        }
    }

    private func pages<Page: Decodable>(
        _ path: String,
        _ scope: Scope,
        _ items: (Page) -> [String]
    ) async throws -> [String] {
        var found: [String] = []
        var next: String? = "/v2/\(path)"
        while let path = next {
            var request = try request(.get, "", scope)
            request.url = baseURL + path
            let response = try await http.send(request)
            guard response.status != 404 else { return found }
            try expect(200, response, request)
            let more = items(try JSONDecoder().decode(Page.self, from: response.bytes))
            found += more
            next = more.isEmpty ? nil : Self.next(response.headers["Link"])
        }
        return found
    }

    /// The path of the next page, from `</v2/...>; rel="next"`.
    static func next(_ link: String?) -> String? {
        guard let link, link.contains("next"), let start = link.firstIndex(of: "<"),
            let end = link[start...].firstIndex(of: ">")
        else { return nil }
        let target = link[link.index(after: start)..<end]
        guard let path = target.firstRange(of: "/v2/") else { return nil }
        return String(target[path.lowerBound...])
    }

    func request(_ method: HTTPMethod, _ path: String, _ scope: Scope) throws -> HTTPClientRequest {
        HTTPClientRequest(
            method: method,
            url: "\(baseURL)/v2/\(path)",
            headers: ["Authorization": "Bearer \(try token(scope))"]
        )
    }

    func expect(_ status: Int, _ response: HTTPResponse, _ request: HTTPClientRequest) throws {
        guard response.status == status else {
            let text = String(decoding: response.bytes.prefix(500), as: UTF8.self)
            throw RegistryEngineError("\(request.method.rawValue) \(request.url) answers \(response.status): \(text)")
        }
    }
}
