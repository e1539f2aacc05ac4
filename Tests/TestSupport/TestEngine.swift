// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import Glibc
package import HTTP
package import HTTPClient
import ProcessControl

/// A registry of CNCF distribution on loopback, without TLS and for everybody.
package final class TestEngine: Sendable {
    package let address: String
    /// The folder that has `docker/registry/v2` in it.
    package let storageFolder: String
    package let http = HTTPClient(HTTPClientConfiguration(timeout: .seconds(20)))
    private let specification: ProcessSpecification
    private let process = Locked<RunningProcess?>(nil)

    package var url: String { "http://\(address)" }

    private init(folder: String, port: UInt16) throws {
        address = "127.0.0.1:\(port)"
        storageFolder = "\(folder)/storage"
        let configuration = """
            version: 0.1
            log: {accesslog: {disabled: true}, level: warn}
            storage:
              filesystem: {rootdirectory: \(storageFolder)}
              delete: {enabled: true}
            http: {addr: "\(address)"}
            """
        try Files.write(Data(configuration.utf8), to: "\(folder)/config.yml")
        specification = ProcessSpecification(
            executable: Subprocess.find("docker-registry") ?? "docker-registry",
            arguments: ["serve", "\(folder)/config.yml"],
            environment: ["OTEL_TRACES_EXPORTER": "none"],
            logPath: "\(folder)/log"
        )
    }

    /// Runs an engine with a storage of its own for as long as `body` takes.
    package static func run(_ body: (TestEngine) async throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            let engine = try TestEngine(folder: folder, port: freePort())
            try await engine.start()
            do {
                try await body(engine)
            } catch {
                await engine.end()
                throw error
            }
            await engine.end()
        }
    }

    package func start() async throws {
        let started = try RunningProcess.spawn(specification)
        process.withLock { $0 = started }
        let answers = try await Deadline.poll(limit: .seconds(60)) { () -> Bool? in
            (try? await http.send(HTTPClientRequest(url: "\(url)/v2/")))?.status == 200 ? true : nil
        }
        guard answers == true else { throw TestEngineError("the engine does not answer") }
    }

    /// Kills it at once.
    package func end() async {
        let running = process.withLock { process in
            defer { process = nil }
            return process
        }
        _ = running?.signal(SIGKILL)
        _ = await running?.wait()
    }

    // MARK: Images

    /// Pushes an image of these layers; gives the digest of its manifest.
    @discardableResult
    package func push(
        _ repository: String,
        tag: String?,
        layers: [String],
        configuration: String = #"{"created":"2018-01-30T17:41:14.5Z","config":{"Labels":{"a":"b"}}}"#
    ) async throws -> String {
        let type = "application/vnd.docker.distribution.manifest.v2+json"
        let parts = try await [(configuration, "application/vnd.docker.container.image.v1+json")].mapped { part in
            try await upload(part.0, part.1, to: repository)
        }
        let layers = try await layers.mapped { layer in
            try await upload(layer, "application/vnd.docker.image.rootfs.diff.tar.gzip", to: repository)
        }
        return try await put(
            """
            {"schemaVersion":2,"mediaType":"\(type)","config":\(parts[0]),"layers":[\(layers.joined(separator: ","))]}
            """,
            type: type,
            to: repository,
            tag: tag
        )
    }

    /// Pushes a list of manifests that are there; gives its digest.
    package func pushList(
        _ repository: String,
        tag: String,
        members: [(digest: String, size: Int)]
    ) async throws -> String {
        let type = "application/vnd.docker.distribution.manifest.list.v2+json"
        let entries = members.map { member in
            """
            {"mediaType":"application/vnd.docker.distribution.manifest.v2+json","digest":"\(member.digest)",\
            "size":\(member.size),"platform":{"os":"linux","architecture":"amd64"}}
            """
        }
        return try await put(
            #"{"schemaVersion":2,"mediaType":"\#(type)","manifests":[\#(entries.joined(separator: ","))]}"#,
            type: type,
            to: repository,
            tag: tag
        )
    }

    /// The status of a request for the manifest, and its bytes.
    package func manifest(_ repository: String, _ reference: String) async throws -> HTTPResponse {
        var headers = HTTPHeaders()
        for kind in ["manifest.v2", "manifest.list.v2"] {
            headers.add("Accept", "application/vnd.docker.distribution.\(kind)+json")
        }
        return try await http.send(
            HTTPClientRequest(url: "\(url)/v2/\(repository)/manifests/\(reference)", headers: headers)
        )
    }

    package func blobStatus(_ repository: String, _ text: String) async throws -> Int {
        try await http.send(HTTPClientRequest(url: "\(url)/v2/\(repository)/blobs/\(Self.digest(text))")).status
    }

    package static func digest(_ text: String) -> String {
        "sha256:\(Digest.sha256Hex(text))"
    }

    private func upload(_ content: String, _ type: String, to repository: String) async throws -> String {
        let digest = Self.digest(content)
        let blob = "\(url)/v2/\(repository)/blobs/\(digest)"
        if try await http.send(HTTPClientRequest(method: .head, url: blob)).status != 200 {
            let begin = HTTPClientRequest(method: .post, url: "\(url)/v2/\(repository)/blobs/uploads/")
            let location = try await expect(202, begin).headers["Location"] ?? ""
            let end = HTTPClientRequest(
                method: .put,
                url: "\(location)\(location.contains("?") ? "&" : "?")digest=\(PercentCoding.encode(digest))",
                headers: ["Content-Type": "application/octet-stream"],
                body: Data(content.utf8)
            )
            _ = try await expect(201, end)
        }
        return #"{"mediaType":"\#(type)","size":\#(content.utf8.count),"digest":"\#(digest)"}"#
    }

    private func put(_ manifest: String, type: String, to repository: String, tag: String?) async throws -> String {
        let digest = Self.digest(manifest)
        let request = HTTPClientRequest(
            method: .put,
            url: "\(url)/v2/\(repository)/manifests/\(tag ?? digest)",
            headers: ["Content-Type": type],
            body: Data(manifest.utf8)
        )
        _ = try await expect(201, request)
        return digest
    }

    private func expect(_ status: Int, _ request: HTTPClientRequest) async throws -> HTTPResponse {
        let response = try await http.send(request)
        guard response.status == status else {
            let text = String(decoding: response.bytes, as: UTF8.self)
            throw TestEngineError("\(request.method.rawValue) \(request.url) answers \(response.status): \(text)")
        }
        return response
    }

    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isBound else { throw TestEngineError("no free port") }
        return UInt16(bigEndian: address.sin_port)
    }
}

/// What an engine did not do as it should.
package struct TestEngineError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Array {
    fileprivate func mapped<Result>(_ body: (Element) async throws -> Result) async throws -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
