// SPDX-License-Identifier: Apache-2.0

import Basics
import HTTP

/// Why a request is answered before a handler sees it; the connection is closed after the answer.
struct RequestRejection: Error, Equatable {
    let status: Int
    let reason: String
}

/// What the engine parsed, as it was sent.
struct ReceivedHead {
    var method: String
    var target: String
    var version: String
    var fields: [(name: String, value: String)]
    /// Bytes from the request line to the empty line, both included; 0 if not known.
    var size = 0
}

/// The head of a request that passed the strict guard.
///
/// The engine accepts much that two parsers could read in two ways; none of that gets past here.
struct RequestHead {
    let method: HTTPMethod
    /// Still percent-encoded.
    let path: String
    let query: [(name: String, value: String)]
    let headers: HTTPHeaders
    let contentLength: Int?
    /// The client's `X-Request-Id` if it is sane, else a new one.
    let id: String

    /// How the body is to be taken; nil where it goes to memory or where there is none.
    let uploadRule: UploadRule?

    init(
        _ received: ReceivedHead,
        maximumBodyBytes: Int,
        uploads: (HTTPMethod, String) -> UploadRule? = { _, _ in nil }
    ) throws(RequestRejection) {
        let headers = HTTPHeaders(received.fields)
        try Self.checkVersion(received.version)
        try Self.checkLineEnds(received)
        try Self.checkFields(received.fields)
        try Self.checkHost(headers, version: received.version)
        try Self.checkSingular(headers)
        contentLength = try Self.bodyLength(headers)
        method = try Self.method(received.method)
        (path, query) = try Self.split(target: received.target)
        let hasBody = contentLength.map { $0 > 0 } ?? (headers["Transfer-Encoding"] != nil)
        uploadRule = hasBody ? uploads(method, path) : nil
        let limit = uploadRule?.maximumBytes ?? maximumBodyBytes
        guard contentLength ?? 0 <= limit else { throw .tooLarge(limit: limit) }
        self.headers = headers
        id = Self.requestID(headers)
    }

    /// The client's identifier if it is short and harmless, else a new one.
    static func requestID(_ headers: HTTPHeaders) -> String {
        if let sent = headers["X-Request-Id"], (1...128).contains(sent.utf8.count),
            sent.utf8.allSatisfy({ isAlphanumeric($0) || "-._".utf8.contains($0) })
        {
            return sent
        }
        return RandomText.hex(byteCount: 16)
    }

    private static func checkVersion(_ version: String) throws(RequestRejection) {
        guard version != "HTTP/1.1", version != "HTTP/1.0" else { return }
        guard version.hasPrefix("HTTP/") else { throw .malformed("request line") }
        throw RequestRejection(status: 505, reason: "only HTTP/1.1 and HTTP/1.0 are spoken here")
    }

    /// Finds lines that end in a lone line feed: they make the head shorter than it must at least be.
    private static func checkLineEnds(_ head: ReceivedHead) throws(RequestRejection) {
        guard head.size > 0 else { return }
        let requestLine = head.method.utf8.count + head.target.utf8.count + head.version.utf8.count + 4
        let least = head.fields.reduce(requestLine + 2) { $0 + $1.name.utf8.count + $1.value.utf8.count + 3 }
        guard head.size >= least else { throw .malformed("line end") }
    }

    private static func checkFields(_ fields: [(name: String, value: String)]) throws(RequestRejection) {
        for (name, value) in fields {
            guard !name.isEmpty, name.hasOnlyBytes(isTokenCharacter) else { throw .malformed("header name") }
            guard value.hasOnlyBytes({ ($0 >= 32 || $0 == 9) && $0 != 127 }) else { throw .malformed("header value") }
        }
    }

    private static func checkHost(_ headers: HTTPHeaders, version: String) throws(RequestRejection) {
        let hosts = headers.values(of: "Host")
        guard hosts.count <= 1 else { throw .malformed("request: more than one Host") }
        guard !hosts.isEmpty || version == "HTTP/1.0" else { throw .malformed("request: no Host") }
        let isStrange = hosts.contains { $0.utf8.contains { $0 <= 32 || "/?#@,".utf8.contains($0) } }
        guard !isStrange else { throw .malformed("Host") }
    }

    /// Of two of these, a proxy might believe one and a handler the other.
    private static func checkSingular(_ headers: HTTPHeaders) throws(RequestRejection) {
        for name in ["Authorization", "Content-Type", "Origin"] where headers.values(of: name).count > 1 {
            throw .malformed("request: more than one \(name)")
        }
    }

    /// The announced length of the body; nil if it is chunked or if there is none.
    private static func bodyLength(_ headers: HTTPHeaders) throws(RequestRejection) -> Int? {
        let codings = headers.values(of: "Transfer-Encoding")
        let lengths = headers.values(of: "Content-Length")
        if !codings.isEmpty {
            guard lengths.isEmpty else { throw .malformed("request: both Content-Length and Transfer-Encoding") }
            guard codings.count == 1, codings[0].lowercased() == "chunked" else {
                throw .malformed("Transfer-Encoding")
            }
            return nil
        }
        guard let text = lengths.first else { return nil }
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
        guard lengths.count == 1, isNumber else { throw .malformed("Content-Length") }
        // What does not fit into a number does not fit anywhere else.
        return Int(text) ?? .max
    }

    private static func method(_ text: String) throws(RequestRejection) -> HTTPMethod {
        if let method = HTTPMethod(rawValue: text) { return method }
        let isKnown = text == "TRACE" || text == "CONNECT"
        throw RequestRejection(status: isKnown ? 405 : 501, reason: "this method is not supported")
    }

    private static func split(
        target: String
    ) throws(RequestRejection) -> (path: String, query: [(name: String, value: String)]) {
        guard target.hasOnlyBytes({ (33...126).contains($0) && $0 != UInt8(ascii: "#") }) else {
            throw .malformed("request target")
        }
        let parts = withoutAuthority(target).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = String(parts[0])
        guard path.hasPrefix("/"), let decoded = PercentCoding.decode(path), !decoded.utf8.contains(0) else {
            throw .malformed("path")
        }
        return (path, parts.count > 1 ? PercentCoding.decodeForm(parts[1]) : [])
    }

    /// Origin form of a target that was sent in absolute form, as proxies do.
    private static func withoutAuthority(_ target: String) -> Substring {
        for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
            let rest = target.dropFirst(scheme.count)
            guard let start = rest.firstIndex(where: { $0 == "/" || $0 == "?" }) else { return "/" }
            return rest[start] == "/" ? rest[start...] : "/" + rest[start...]
        }
        return Substring(target)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}

extension RequestRejection {
    fileprivate static func malformed(_ what: String) -> RequestRejection {
        RequestRejection(status: 400, reason: "malformed \(what)")
    }
}
