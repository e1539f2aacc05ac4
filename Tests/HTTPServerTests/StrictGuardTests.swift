// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import HTTP
import HTTPServer
import Testing

/// What the server does with requests that no decent client sends, over plain sockets.
@Suite struct StrictGuardTests {
    struct Probe: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let request: String
        let status: Int
    }

    private static let host = "Host: a\r\n"

    private static let probes: [Probe] = [
        Probe(testDescription: "good", request: "GET / HTTP/1.1\r\n\(host)Connection: close\r\n\r\n", status: 200),
        Probe(testDescription: "HTTP/1.0 without Host", request: "GET / HTTP/1.0\r\n\r\n", status: 200),
        Probe(
            testDescription: "absolute form",
            request: "GET http://a/x HTTP/1.1\r\n\(host)Connection: close\r\n\r\n",
            status: 200
        ),
        Probe(
            testDescription: "Content-Length and chunked",
            request: "POST / HTTP/1.1\r\n\(host)Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            status: 400
        ),
        Probe(
            testDescription: "two Content-Length",
            request: "POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            status: 400
        ),
        Probe(
            testDescription: "two equal Content-Length",
            request: "POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
            status: 400
        ),
        Probe(
            testDescription: "signed Content-Length",
            request: "POST / HTTP/1.1\r\n\(host)Content-Length: +1\r\n\r\na",
            status: 400
        ),
        Probe(
            testDescription: "huge Content-Length",
            request: "POST / HTTP/1.1\r\n\(host)Content-Length: 99999999999999999999\r\n\r\n",
            status: 413
        ),
        Probe(testDescription: "two Host", request: "GET / HTTP/1.1\r\n\(host)Host: b\r\n\r\n", status: 400),
        Probe(
            testDescription: "two Authorization",
            request: "GET / HTTP/1.1\r\n\(host)Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
            status: 400
        ),
        Probe(testDescription: "no Host", request: "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n", status: 400),
        Probe(testDescription: "strange Host", request: "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", status: 400),
        Probe(
            testDescription: "blank before colon",
            request: "POST / HTTP/1.1\r\n\(host)Content-Length : 1\r\n\r\na",
            status: 400
        ),
        Probe(testDescription: "blank in name", request: "GET / HTTP/1.1\r\n\(host)A b: c\r\n\r\n", status: 400),
        Probe(testDescription: "control in value", request: "GET / HTTP/1.1\r\n\(host)A: b\u{1}c\r\n\r\n", status: 400),
        Probe(testDescription: "bare line feeds", request: "GET / HTTP/1.1\nHost: a\nAccept: */*\n\n", status: 400),
        Probe(
            testDescription: "unknown Transfer-Encoding",
            request: "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: gzip\r\n\r\nabc",
            status: 400
        ),
        Probe(
            testDescription: "two codings",
            request: "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            status: 400
        ),
        Probe(
            testDescription: "broken chunk",
            request: "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
            status: 400
        ),
        Probe(testDescription: "broken escape", request: "GET /a%2 HTTP/1.1\r\n\(host)\r\n", status: 400),
        Probe(testDescription: "wrong escape", request: "GET /a%zz HTTP/1.1\r\n\(host)\r\n", status: 400),
        Probe(testDescription: "not UTF-8", request: "GET /a%ff HTTP/1.1\r\n\(host)\r\n", status: 400),
        Probe(testDescription: "escaped zero", request: "GET /a%00 HTTP/1.1\r\n\(host)\r\n", status: 400),
        Probe(testDescription: "blank in target", request: "GET /a b HTTP/1.1\r\n\(host)\r\n", status: 400),
        Probe(testDescription: "raw UTF-8 in target", request: "GET /ä HTTP/1.1\r\n\(host)\r\n", status: 400),
        Probe(testDescription: "no slash", request: "GET a HTTP/1.1\r\n\(host)\r\n", status: 400),
        Probe(testDescription: "fragment", request: "GET /a#b HTTP/1.1\r\n\(host)\r\n", status: 400),
        Probe(testDescription: "unknown method", request: "BREW / HTTP/1.1\r\n\(host)\r\n", status: 501),
        Probe(testDescription: "lower-case method", request: "get / HTTP/1.1\r\n\(host)\r\n", status: 501),
        Probe(testDescription: "TRACE", request: "TRACE / HTTP/1.1\r\n\(host)\r\n", status: 405),
        Probe(testDescription: "CONNECT", request: "CONNECT a:1 HTTP/1.1\r\n\(host)\r\n", status: 405),
        Probe(testDescription: "HTTP/2 preface", request: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status: 505),
        Probe(testDescription: "HTTP/3.7", request: "GET / HTTP/3.7\r\n\(host)\r\n", status: 505),
        Probe(testDescription: "no version", request: "GET /\r\n\(host)\r\n", status: 400),
        Probe(
            testDescription: "large header",
            request: "GET / HTTP/1.1\r\n\(host)A: \(String(repeating: "x", count: 60_000))\r\n\r\n",
            status: 431
        ),
        Probe(
            testDescription: "many headers",
            request: "GET / HTTP/1.1\r\n\(host)\(String(repeating: "A: b\r\n", count: 6000))\r\n",
            status: 431
        ),
        Probe(
            testDescription: "long target",
            request: "GET /\(String(repeating: "x", count: 60_000)) HTTP/1.1\r\n\(host)\r\n",
            status: 414
        ),
        Probe(testDescription: "line without colon", request: "GET / HTTP/1.1\r\n\(host)nonsense\r\n\r\n", status: 400),
    ]

    @Test(arguments: probes)
    func requestIsAnsweredAndTheConnectionClosed(probe: Probe) async throws {
        try await withServer { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send(probe.request)
            let answer = try #require(await connection.readToEnd())
            #expect(answer.hasPrefix("HTTP/1.1 \(probe.status) ") || answer.hasPrefix("HTTP/1.0 \(probe.status) "))
        }
    }

    @Test func refusedRequestNeverReachesTheHandler() async throws {
        let count = Locked(0)
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = {
            count.withLock { $0 += 1 }
            return describe($0)
        }
        try await withServer(handler: handler) { server in
            for probe in Self.probes where probe.status != 200 {
                let connection = try #require(RawConnection(port: server.port))
                connection.send(probe.request)
                _ = await connection.readToEnd()
            }
            #expect(count.withLock { $0 } == 0)
        }
    }

    @Test func announcedBodyBeyondTheLimitIsRefusedUnread() async throws {
        try await withServer(HTTPServerConfiguration(maximumBodyBytes: 1000)) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n")
            let answer = try #require(await connection.readToEnd())
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(!answer.contains("100 Continue"))
        }
    }

    @Test func chunkedBodyBeyondTheLimitIsRefused() async throws {
        try await withServer(HTTPServerConfiguration(maximumBodyBytes: 1000)) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.send("7d0\r\n\(String(repeating: "x", count: 2000))\r\n0\r\n\r\n")
            let answer = try #require(await connection.readToEnd())
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test func chunkedBodyWithinTheLimitIsTaken() async throws {
        try await withServer { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
            connection.send("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
            let answer = try #require(await connection.readToEnd())
            #expect(answer.hasSuffix("POST /c [] 127.0.0.1 abcde"))
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        try await withServer { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let answer = try #require(await connection.readToEnd())
            let first = try #require(answer.firstRange(of: "GET /1"))
            let second = try #require(answer.firstRange(of: "GET /2"))
            #expect(first.upperBound <= second.lowerBound)
        }
    }

    @Test func oneAddressGetsItsShareOfTheConnections() async throws {
        let configuration = HTTPServerConfiguration(maximumConnectionsPerAddress: 3)
        try await withServer(configuration) { server in
            var held = try (0..<3).map { _ in try #require(RawConnection(port: server.port)) }
            for connection in held { connection.send("GET / HTTP/1.1\r\n") }
            let further = try #require(RawConnection(port: server.port))
            further.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(await further.readToEnd() == "")
            held.removeLast()
            let answer = try await Deadline.poll(limit: .seconds(60)) { () async throws -> String? in
                let next = try #require(RawConnection(port: server.port))
                next.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                let text = await next.readToEnd()
                return text?.isEmpty == false ? text : nil
            }
            #expect(answer?.hasPrefix("HTTP/1.1 200 ") == true)
        }
    }
}
