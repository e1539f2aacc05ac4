// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import HTTP
import HTTPClient
import HTTPServer
import Testing

@Suite struct HTTPServerTests {
    private let client = HTTPClient()

    @Test func handlerGetsTheRequestAsItWasSent() async throws {
        try await withServer { server in
            let response = try await client.send(
                HTTPClientRequest(method: .post, url: server.url("/a%2Fb/c?x=1%202&y=a+b&z"), body: Data("hello".utf8))
            )
            #expect(response.status == 200)
            #expect(response.bodyText == "POST /a%2Fb/c [x=1 2,y=a b,z=] 127.0.0.1 hello")
            #expect(response.headers["Content-Type"] == "text/plain; charset=utf-8")
        }
    }

    @Test(arguments: HTTPMethod.allCases)
    func everyMethodArrives(method: HTTPMethod) async throws {
        try await withServer { server in
            let response = try await client.send(HTTPClientRequest(method: method, url: server.url("/x")))
            #expect(response.status == 200)
            #expect(response.bodyText == (method == .head ? "" : "\(method.rawValue) /x [] 127.0.0.1 "))
            #expect(Int(response.headers["Content-Length"] ?? "") == "\(method.rawValue) /x [] 127.0.0.1 ".utf8.count)
        }
    }

    @Test func saneRequestIDIsEchoedAndOthersAreReplaced() async throws {
        let answer: @Sendable (HTTPRequest) async -> HTTPResponse = { .text($0.id) }
        try await withServer(handler: answer) { server in
            let sane = try await client.send(
                HTTPClientRequest(url: server.url("/"), headers: ["X-Request-Id": "abc-1.2_3"])
            )
            #expect(sane.headers["X-Request-Id"] == "abc-1.2_3")
            #expect(sane.bodyText == "abc-1.2_3")
            let strange = try await client.send(
                HTTPClientRequest(url: server.url("/"), headers: ["X-Request-Id": "a b\"c"])
            )
            #expect(strange.headers["X-Request-Id"] == strange.bodyText)
            #expect(strange.bodyText.count == 32)
        }
    }

    @Test func fileBodiesComeFromDisk() async throws {
        try await withTemporaryDirectory { directory in
            let content = patternedData(count: 3_000_000)
            try Files.write(content, to: directory + "/file")
            let answer: @Sendable (HTTPRequest) async -> HTTPResponse = {
                HTTPResponse(status: 200, headers: ["ETag": "\"1\""], body: .file(directory + $0.path))
            }
            try await withServer(handler: answer) { server in
                let response = try await client.send(HTTPClientRequest(url: server.url("/file")))
                #expect(response.bytes == content)
                #expect(response.headers["ETag"] == "\"1\"")
                #expect(try await client.send(HTTPClientRequest(url: server.url("/none"))).status == 404)
                let head = try await client.send(HTTPClientRequest(method: .head, url: server.url("/file")))
                #expect(head.headers["Content-Length"] == "3000000")
            }
        }
    }

    @Test func bodiesUpToTheLimitAreTaken() async throws {
        try await withServer(HTTPServerConfiguration(maximumBodyBytes: 100_000)) { server in
            let fits = Data(repeating: 65, count: 100_000)
            let response = try await client.send(
                HTTPClientRequest(method: .put, url: server.url("/"), body: fits)
            )
            #expect(response.status == 200)
            #expect(response.bytes.count > 100_000)
        }
    }

    @Test func fiftyParallelRequestsAreAnswered() async throws {
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            await Task.yield()
            return .text(request.path)
        }
        try await withServer(handler: handler) { server in
            let client = client
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<50 {
                    let url = server.url("/\(number)")
                    group.addTask {
                        for _ in 0..<5 {
                            let text = try await client.send(HTTPClientRequest(url: url)).bodyText
                            #expect(url.hasSuffix(text))
                        }
                        return url
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(texts.count == 50)
        }
    }

    @Test func portInUseIsReported() async throws {
        try await withServer { server in
            let second = HTTPServer(
                configuration: HTTPServerConfiguration(port: server.port),
                logger: .silent,
                handler: describe
            )
            let error = #expect(throws: HTTPServerError.self) { try second.start() }
            let reason = "Address already in use"
            #expect(error == .cannotListen(address: "127.0.0.1", port: server.port, reason: reason))
        }
    }

    @Test func ipv6IsServed() async throws {
        try await withServer(HTTPServerConfiguration(address: "::1")) { server in
            let response = try await client.send(HTTPClientRequest(url: "http://[::1]:\(server.port)/"))
            #expect(response.bodyText == "GET / [] ::1 ")
        }
    }

    @Test func namesAndWrongKeysDoNotStart() {
        let named = HTTPServer(
            configuration: HTTPServerConfiguration(address: "localhost"),
            logger: .silent,
            handler: describe
        )
        #expect(throws: HTTPServerError.invalidAddress("localhost")) { try named.start() }
        let keyed = HTTPServer(
            configuration: HTTPServerConfiguration(certificatePEM: "none", keyPEM: "none"),
            logger: .silent,
            handler: describe
        )
        #expect(throws: HTTPServerError.cannotStart(reason: "certificate and key cannot be used")) { try keyed.start() }
    }
}
