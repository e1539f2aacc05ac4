// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import HTTP
import HTTPClient
import HTTPServer
import Testing

/// Slow handlers, slow clients, and the end of the server.
@Suite struct DeadlineTests {
    /// Ends when its task is cancelled.
    private static let endless: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
        // Being cancelled is the expected end.
        try? await Task.sleep(for: .seconds(3600))
        return .text("late")
    }

    @Test func handlerPastItsDeadlineIsAnsweredAndCancelled() async throws {
        let isCancelled = Locked(false)
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = {
            let response = await Self.endless($0)
            isCancelled.withLock { $0 = Task.isCancelled }
            return response
        }
        let configuration = HTTPServerConfiguration(handlerDeadline: .milliseconds(100), deadlineStatus: 503)
        try await withServer(configuration, handler: handler) { server in
            let response = try await HTTPClient().send(HTTPClientRequest(url: server.url("/")))
            #expect(response.status == 503)
            let seen = try await Deadline.poll(limit: .seconds(60)) { isCancelled.withLock { $0 } ? true : nil }
            #expect(seen == true)
        }
    }

    @Test func handlerThatIgnoresCancellationIsAnsweredToo() async throws {
        let release = Locked<CheckedContinuation<Void, Never>?>(nil)
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
            await withCheckedContinuation { continuation in release.withLock { $0 = continuation } }
            return .text("late")
        }
        try await withServer(HTTPServerConfiguration(handlerDeadline: .milliseconds(100)), handler: handler) { server in
            let response = try await HTTPClient().send(HTTPClientRequest(url: server.url("/")))
            #expect(response.status == 504)
            let continuation = try await Deadline.poll(limit: .seconds(60)) { release.withLock { $0 } }
            try #require(continuation).resume()
        }
    }

    @Test(arguments: [
        "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n", "",
    ])
    func tricklingClientIsCutOff(start: String) async throws {
        let limit = Duration.milliseconds(300)
        let configuration = HTTPServerConfiguration(headerDeadline: limit, bodyDeadline: limit)
        try await withServer(configuration) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send(start)
            // One byte every now and then keeps an engine that counts silence only waiting for ever.
            let answer = try await Deadline.poll(every: .milliseconds(30), limit: .seconds(60)) {
                if !start.isEmpty { connection.send("x") }
                return await connection.readToEnd(limit: .milliseconds(1))
            }
            #expect(answer != nil)
        }
    }

    @Test func idleConnectionIsClosed() async throws {
        try await withServer(HTTPServerConfiguration(headerDeadline: .seconds(1), idleTimeout: .seconds(1))) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await connection.readToEnd() != nil)
        }
    }

    @Test func stopWaitsForRunningHandlers() async throws {
        let (isRunning, isReleased) = (Locked(false), Locked(false))
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
            isRunning.withLock { $0 = true }
            let released = try? await Deadline.poll(limit: .seconds(120)) { isReleased.withLock { $0 } ? true : nil }
            return .text(released == true ? "done" : "cut off")
        }
        let configuration = HTTPServerConfiguration(handlerDeadline: .seconds(120))
        let server = HTTPServer(configuration: configuration, logger: .silent, handler: handler)
        try server.start()
        let url = server.url("/")
        let idle = try #require(RawConnection(port: server.port))
        async let response = HTTPClient().send(HTTPClientRequest(url: url))
        let begun = try await Deadline.poll(limit: .seconds(60)) { isRunning.withLock { $0 } ? true : nil }
        #expect(begun == true)
        async let stopped: Void = server.stop(grace: .seconds(120))
        // The end of the idle connection tells that the stop has begun.
        #expect(await idle.readToEnd() == "")
        isReleased.withLock { $0 = true }
        #expect(try await response.bodyText == "done")
        #expect(try await response.headers["Connection"] == "close")
        await stopped
    }

    @Test func stopAnswersSuspendedRequestsWhenGraceIsOver() async throws {
        let isRunning = Locked(false)
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = {
            isRunning.withLock { $0 = true }
            return await Self.endless($0)
        }
        let server = HTTPServer(configuration: HTTPServerConfiguration(), logger: .silent, handler: handler)
        try server.start()
        let url = server.url("/")
        let idle = try #require(RawConnection(port: server.port))
        async let response = HTTPClient().send(HTTPClientRequest(url: url))
        let begun = try await Deadline.poll(limit: .seconds(60)) { isRunning.withLock { $0 } ? true : nil }
        #expect(begun == true)
        await server.stop(grace: .milliseconds(200))
        #expect(try await response.status == 503)
        #expect(await idle.readToEnd() == "")
        await #expect(throws: HTTPClientError.self) { try await HTTPClient().send(HTTPClientRequest(url: url)) }
    }

    @Test func halfARequestDoesNotHoldUpTheStop() async throws {
        let configuration = HTTPServerConfiguration(handlerDeadline: .milliseconds(200))
        let server = HTTPServer(configuration: configuration, logger: .silent, handler: describe)
        try server.start()
        let connections = try (0..<5).map { _ in try #require(RawConnection(port: server.port)) }
        for connection in connections { connection.send("GET / HTTP/1.1\r\nHost: a\r\n") }
        let begin = ContinuousClock.now
        await server.stop(grace: .seconds(60))
        #expect(ContinuousClock.now - begin < .seconds(45))
        for connection in connections { #expect(await connection.readToEnd() == "") }
    }

    @Test func clientThatLeavesDoesNotDisturbTheServer() async throws {
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = {
            $0.path == "/slow" ? await Self.endless($0) : describe($0)
        }
        let server = HTTPServer(configuration: HTTPServerConfiguration(), logger: .silent, handler: handler)
        try server.start()
        for _ in 0..<20 {
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        }
        let response = try await HTTPClient().send(HTTPClientRequest(url: server.url("/fast")))
        #expect(response.status == 200)
        await server.stop(grace: .zero)
    }
}
