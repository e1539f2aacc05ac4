// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import HTTP
import HTTPClient
import HTTPServer

/// Runs `body` against a server on a free port and stops the server after it.
nonisolated(nonsending) func withServer(
    _ configuration: HTTPServerConfiguration = HTTPServerConfiguration(),
    uploads: @escaping @Sendable (HTTPMethod, String) -> UploadRule? = { _, _ in nil },
    handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse = { describe($0) },
    _ body: (HTTPServer) async throws -> Void
) async throws {
    let server = HTTPServer(configuration: configuration, logger: .silent, uploads: uploads, handler: handler)
    try server.start()
    do {
        try await body(server)
    } catch {
        await server.stop(grace: .zero)
        throw error
    }
    await server.stop(grace: .seconds(5))
}

/// An answer that tells what the handler got.
@Sendable func describe(_ request: HTTPRequest) -> HTTPResponse {
    let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
    let body = String(decoding: request.body, as: UTF8.self)
    return .text("\(request.method.rawValue) \(request.path) [\(query)] \(request.remoteAddress) \(body)")
}

extension HTTPServer {
    func url(_ path: String, scheme: String = "http") -> String {
        "\(scheme)://127.0.0.1:\(port)\(path)"
    }
}

extension HTTPResponse {
    var bodyText: String { String(decoding: bytes, as: UTF8.self) }
}

/// Makes a temporary directory for `body` and removes it afterwards.
nonisolated(nonsending) func withTemporaryDirectory(_ body: (String) async throws -> Void) async throws {
    let path = FileManager.default.temporaryDirectory.path + "/slipway-http-\(RandomText.hex(byteCount: 8))"
    try Files.makeDirectory(path)
    do {
        try await body(path)
    } catch {
        try Files.remove(path)
        throw error
    }
    try Files.remove(path)
}

/// Content in which a piece that is missing or doubled shows; `count` is a multiple of 1000.
func patternedData(count: Int) -> Data {
    (0..<count / 1000).reduce(into: Data()) { $0.append(Data(repeating: UInt8(truncatingIfNeeded: $1), count: 1000)) }
}
