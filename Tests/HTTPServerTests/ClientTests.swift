// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import HTTP
import HTTPClient
import HTTPServer
import ProcessControl
import Testing

/// The client against a server of our own: trust, streams, downloads, and the ways to fail.
@Suite struct ClientTests {
    private struct Identity {
        let authority: CertificateAuthority
        let configuration: HTTPServerConfiguration

        init() throws {
            authority = try CertificateAuthority.create(commonName: "test", now: Date(), days: 2)
            let request = CertificateRequest(commonName: "server", ipAddresses: ["127.0.0.1"], usages: [.server])
            let issued = try authority.issue(request, now: Date())
            configuration = HTTPServerConfiguration(certificatePEM: issued.certificatePEM, keyPEM: issued.keyPEM)
        }
    }

    @Test func privateAuthorityIsTrustedByFileOrText() async throws {
        let identity = try Identity()
        try await withTemporaryDirectory { directory in
            let path = directory + "/ca.pem"
            try Files.write(Data(identity.authority.certificatePEM.utf8), to: path)
            try await withServer(identity.configuration) { server in
                let request = HTTPClientRequest(url: server.url("/tls", scheme: "https"))
                for trust in [.file(path), .pem(identity.authority.certificatePEM), .anything]
                    as [HTTPClientConfiguration.Trust]
                {
                    let client = HTTPClient(HTTPClientConfiguration(trust: trust))
                    let (first, second) = (try await client.send(request), try await client.send(request))
                    #expect(first.bodyText == "GET /tls [] 127.0.0.1 ")
                    #expect(second.status == 200)
                }
            }
        }
    }

    @Test func foreignAuthorityIsNotTrusted() async throws {
        let (identity, foreign) = (try Identity(), try Identity())
        try await withServer(identity.configuration) { server in
            let url = server.url("/", scheme: "https")
            let trusts: [HTTPClientConfiguration.Trust] = [.system, .pem(foreign.authority.certificatePEM)]
            for trust in trusts {
                let client = HTTPClient(HTTPClientConfiguration(trust: trust))
                let error = await #expect(throws: HTTPClientError.self) {
                    try await client.send(HTTPClientRequest(url: url))
                }
                guard case .untrusted(url, _) = error else {
                    Issue.record("not untrusted: \(String(describing: error))")
                    continue
                }
            }
        }
    }

    @Test func certificateOfAnotherNameIsNotTrusted() async throws {
        let identity = try Identity()
        try await withServer(identity.configuration) { server in
            let trust = HTTPClientConfiguration.Trust.pem(identity.authority.certificatePEM)
            let client = HTTPClient(HTTPClientConfiguration(trust: trust))
            let url = "https://localhost:\(server.port)/"
            let error = await #expect(throws: HTTPClientError.self) {
                try await client.send(HTTPClientRequest(url: url))
            }
            guard case .untrusted(url, _) = error else {
                Issue.record("not untrusted: \(String(describing: error))")
                return
            }
        }
    }

    @Test func clientCertificateIsAccepted() async throws {
        let identity = try Identity()
        let request = CertificateRequest(commonName: "me", usages: [.client])
        let issued = try identity.authority.issue(request, now: Date())
        try await withServer(identity.configuration) { server in
            let client = HTTPClient(
                HTTPClientConfiguration(
                    trust: .pem(identity.authority.certificatePEM),
                    clientCertificate: (issued.certificatePEM, issued.keyPEM)
                )
            )
            let url = server.url("/", scheme: "https")
            let response = try await client.send(HTTPClientRequest(url: url))
            #expect(response.status == 200)
        }
    }

    @Test func fiftyParallelRequestsOverTLS() async throws {
        let identity = try Identity()
        try await withServer(identity.configuration) { server in
            let trust = HTTPClientConfiguration.Trust.pem(identity.authority.certificatePEM)
            let client = HTTPClient(HTTPClientConfiguration(trust: trust))
            let url = server.url("/", scheme: "https")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await client.send(HTTPClientRequest(url: url)).status }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses == [Int](repeating: 200, count: 50))
        }
    }

    @Test(arguments: [0, 1, 599, 600, 1400, 16_384, 16_385, 100_000])
    func answersOfAnySizeFollowEachOtherOverTLS(size: Int) async throws {
        let identity = try Identity()
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            HTTPResponse(status: 200, body: .bytes(Data(repeating: UInt8(ascii: "x"), count: size) + request.path.utf8))
        }
        try await withServer(identity.configuration, handler: handler) { server in
            let trust = HTTPClientConfiguration.Trust.pem(identity.authority.certificatePEM)
            let client = HTTPClient(HTTPClientConfiguration(trust: trust))
            for number in 0..<5 {
                let request = HTTPClientRequest(url: server.url("/\(number)", scheme: "https"))
                let body = try await client.send(request).bytes
                #expect(body.count == size + 2)
                #expect(body.suffix(2) == Data("/\(number)".utf8))
            }
        }
    }

    @Test func largeBodiesOverTLSArriveWhole() async throws {
        let identity = try Identity()
        try await withTemporaryDirectory { directory in
            let content = patternedData(count: 2_000_000)
            try Files.write(content, to: directory + "/file")
            let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
                HTTPResponse(status: 200, body: .file(directory + "/file"))
            }
            try await withServer(identity.configuration, handler: handler) { server in
                let trust = HTTPClientConfiguration.Trust.pem(identity.authority.certificatePEM)
                let client = HTTPClient(HTTPClientConfiguration(trust: trust))
                let received = Locked(0)
                let request = HTTPClientRequest(url: server.url("/", scheme: "https"))
                let target = directory + "/copy"
                let response = try await client.download(request, to: target) { count, expected in
                    #expect(expected == 2_000_000)
                    received.withLock { $0 = count }
                }
                #expect(response.status == 200)
                #expect(received.withLock { $0 } == 2_000_000)
                #expect(try Files.read(target) == content)
            }
        }
    }

    @Test func refusedDownloadLeavesNothing() async throws {
        try await withTemporaryDirectory { directory in
            try await withServer(handler: { _ in .text("no", status: 404) }) { server in
                let response = try await HTTPClient().download(
                    HTTPClientRequest(url: server.url("/")),
                    to: directory + "/copy"
                )
                #expect(response.status == 404)
                #expect(response.bodyText == "no")
                #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
            }
        }
    }

    @Test func streamCanBeStopped() async throws {
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
            HTTPResponse(status: 200, body: .bytes(Data(repeating: 65, count: 5_000_000)))
        }
        try await withServer(handler: handler) { server in
            let received = Locked(0)
            let status = try await HTTPClient().stream(HTTPClientRequest(url: server.url("/"))) { chunk in
                received.withLock {
                    $0 += chunk.count
                    return $0 < 100_000
                }
            }
            #expect(status == 200)
            #expect((100_000..<1_000_000).contains(received.withLock { $0 }))
        }
    }

    @Test func cancelledTaskEndsItsTransfer() async throws {
        let isRunning = Locked(false)
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
            isRunning.withLock { $0 = true }
            // Ended by the server's stop.
            try? await Task.sleep(for: .seconds(3600))
            return .text("late")
        }
        let server = HTTPServer(configuration: HTTPServerConfiguration(), logger: .silent, handler: handler)
        try server.start()
        let url = server.url("/")
        let task = Task { try await HTTPClient().send(HTTPClientRequest(url: url)) }
        let begun = try await Deadline.poll(limit: .seconds(60)) { isRunning.withLock { $0 } ? true : nil }
        #expect(begun == true)
        // The handler goes on for an hour, and the client's own limit would say "timed out".
        task.cancel()
        await #expect(throws: HTTPClientError.cancelled) { try await task.value }
        await server.stop(grace: .zero)
    }

    @Test func silentServerTimesOut() async throws {
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
            // Ended by the server's stop.
            try? await Task.sleep(for: .seconds(3600))
            return .text("late")
        }
        let server = HTTPServer(configuration: HTTPServerConfiguration(), logger: .silent, handler: handler)
        try server.start()
        let url = server.url("/")
        await #expect(throws: HTTPClientError.timedOut(url: url)) {
            try await HTTPClient().send(HTTPClientRequest(url: url, timeout: .milliseconds(150)))
        }
        await server.stop(grace: .zero)
    }

    /// Dispatch has about 250 threads for whoever blocks; watched clusters alone may be more.
    @Test func silentServersHoldNobodyElseUp() async throws {
        OpenFileLimit.raise()
        let count = 300
        let running = Locked(0)
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            guard request.path == "/silent" else { return .text("here") }
            running.withLock { $0 += 1 }
            // Ended by the server's stop.
            try? await Task.sleep(for: .seconds(3600))
            return .text("late")
        }
        let configuration = HTTPServerConfiguration(handlerDeadline: .seconds(600))
        let server = HTTPServer(configuration: configuration, logger: .silent, handler: handler)
        try server.start()
        let (client, url) = (HTTPClient(), server.url("/silent"))
        let tasks = (0..<count).map { _ in Task { try await client.send(HTTPClientRequest(url: url)) } }
        let isSilent = try await Deadline.poll(limit: .seconds(60)) {
            running.withLock { $0 } == count ? true : nil
        }
        #expect(isSilent == true)
        #expect(try await client.send(HTTPClientRequest(url: server.url("/"))).bodyText == "here")
        for task in tasks { task.cancel() }
        for task in tasks { await #expect(throws: HTTPClientError.cancelled) { try await task.value } }
        await server.stop(grace: .zero)
    }

    @Test func nobodyListeningIsUnreachable() async throws {
        // A port that is never given out by itself, since other tests open servers meanwhile.
        let url = "http://127.0.0.1:1/"
        let error = await #expect(throws: HTTPClientError.self) {
            try await HTTPClient().send(HTTPClientRequest(url: url))
        }
        guard case .unreachable(url, let reason) = error else {
            Issue.record("not unreachable: \(String(describing: error))")
            return
        }
        // How long the attempt took would make each one look different.
        #expect(!reason.contains(" ms"))
    }

    @Test(arguments: ["", "nonsense://a/", "http://", "file:///etc/hostname"])
    func unusableAddressIsInvalid(url: String) async throws {
        let error = await #expect(throws: HTTPClientError.self) {
            try await HTTPClient().send(HTTPClientRequest(url: url))
        }
        guard case .invalid(url, _) = error else {
            Issue.record("not invalid: \(String(describing: error))")
            return
        }
    }

    @Test func headerInjectionIsRefused() async throws {
        let request = HTTPClientRequest(url: "http://127.0.0.1:1/", headers: ["A": "b\r\nC: d"])
        let error = await #expect(throws: HTTPClientError.self) { try await HTTPClient().send(request) }
        guard case .invalid = error else {
            Issue.record("not invalid: \(String(describing: error))")
            return
        }
    }

    @Test func answerBeyondTheLimitIsRefused() async throws {
        try await withServer { server in
            let client = HTTPClient(HTTPClientConfiguration(maximumBodyBytes: 5))
            let url = server.url("/")
            await #expect(throws: HTTPClientError.tooLarge(url: url)) {
                try await client.send(HTTPClientRequest(url: url))
            }
        }
    }

    @Test func redirectsAreFollowedOnlyWhenAllowed() async throws {
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            request.path == "/" ? HTTPResponse(status: 302, headers: ["Location": "/there"]) : describe(request)
        }
        try await withServer(handler: handler) { server in
            let request = HTTPClientRequest(url: server.url("/"))
            #expect(try await HTTPClient().send(request).status == 302)
            let client = HTTPClient(HTTPClientConfiguration(maximumRedirects: 3))
            let response = try await client.send(request)
            #expect(response.bodyText == "GET /there [] 127.0.0.1 ")
            #expect(response.headers["Location"] == nil)
        }
    }
}
