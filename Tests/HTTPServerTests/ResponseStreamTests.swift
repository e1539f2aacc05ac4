// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import HTTP
import HTTPClient
import HTTPServer
import Testing

/// Answers that are produced while they are sent.
@Suite struct ResponseStreamTests {
    private static func stream(
        _ produce: @escaping BodyProducer
    ) -> @Sendable (HTTPRequest) async -> HTTPResponse {
        { _ in HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: .stream(produce)) }
    }

    @Test func piecesArriveAsTheyAreWritten() async throws {
        let received = Locked("")
        let produce: BodyProducer = { writer in
            for number in 1...3 {
                try await writer.write(Data("\(number)\n".utf8))
                // The next piece follows once the client has this one.
                let expected = (1...number).map { "\($0)\n" }.joined()
                let arrived = try await Deadline.poll(limit: .seconds(60)) {
                    received.withLock { $0 == expected } ? true : nil
                }
                #expect(arrived == true)
            }
        }
        try await withServer(handler: Self.stream(produce)) { server in
            let status = try await HTTPClient().stream(HTTPClientRequest(url: server.url("/"))) { chunk in
                received.withLock { $0 += String(decoding: chunk, as: UTF8.self) }
                return true
            }
            #expect(status == 200)
            #expect(received.withLock { $0 } == "1\n2\n3\n")
        }
    }

    @Test func clientThatDoesNotReadHoldsTheProducerUp() async throws {
        let (piece, count) = (Data(repeating: 65, count: 100_000), 400)
        let written = Locked(0)
        let produce: BodyProducer = { writer in
            for _ in 0..<count {
                try await writer.write(piece)
                written.withLock { $0 += 1 }
            }
        }
        try await withServer(handler: Self.stream(produce)) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET / HTTP/1.0\r\n\r\n")
            // The system's buffers take a few of the 40 million bytes; then it stands still.
            let last = Locked((count: -1, since: ContinuousClock.now))
            let stood = try await Deadline.poll(limit: .seconds(60)) {
                let now = written.withLock { $0 }
                return last.withLock {
                    if now != $0.count || now == 0 { $0 = (now, .now) }
                    return ContinuousClock.now - $0.since > .milliseconds(300) ? now : nil
                }
            }
            #expect(try #require(stood) < count)
            let answer = try #require(await connection.readToEnd())
            #expect(answer.utf8.count > count * piece.count)
            #expect(written.withLock { $0 } == count)
        }
    }

    @Test(arguments: [false, true])
    func producerHearsThatTheClientLeft(isWriting: Bool) async throws {
        let (isRunning, isCancelled) = (Locked(false), Locked(false))
        let produce: BodyProducer = { writer in
            try await writer.write(Data("begun\n".utf8))
            isRunning.withLock { $0 = true }
            // Both end by throwing: one because nobody reads, one because its task is cancelled.
            defer { isCancelled.withLock { $0 = Task.isCancelled } }
            while isWriting { try await writer.write(Data(count: 10_000)) }
            try await Task.sleep(for: .seconds(3600))
        }
        try await withServer(handler: Self.stream(produce)) { server in
            try await beginAndLeave(server)
            let seen = try await Deadline.poll(limit: .seconds(60)) { isCancelled.withLock { $0 } ? true : nil }
            #expect(seen == true)
            #expect(isRunning.withLock { $0 })
        }
    }

    private func beginAndLeave(_ server: HTTPServer) async throws {
        let connection = try #require(RawConnection(port: server.port))
        connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        // The head may come before the producer has begun.
        #expect(try #require(await connection.read(until: "begun\n")).hasPrefix("HTTP/1.1 200 "))
    }

    @Test func failureIsNotTakenForTheEnd() async throws {
        let produce: BodyProducer = { writer in
            try await writer.write(Data("half".utf8))
            throw CancellationError()
        }
        try await withServer(handler: Self.stream(produce)) { server in
            let url = server.url("/")
            let error = await #expect(throws: HTTPClientError.self) {
                try await HTTPClient().send(HTTPClientRequest(url: url))
            }
            guard case .interrupted(url, _) = error else {
                Issue.record("not interrupted: \(String(describing: error))")
                return
            }
        }
    }

    @Test func stopEndsWhatIsProduced() async throws {
        let isCancelled = Locked(false)
        let produce: BodyProducer = { writer in
            try await writer.write(Data("begun\n".utf8))
            defer { isCancelled.withLock { $0 = Task.isCancelled } }
            try await Task.sleep(for: .seconds(3600))
        }
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(),
            logger: .silent,
            handler: Self.stream(produce)
        )
        try server.start()
        let connection = try #require(RawConnection(port: server.port))
        connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(await connection.read(until: "begun\n") != nil)
        await server.stop(grace: .zero)
        let seen = try await Deadline.poll(limit: .seconds(60)) { isCancelled.withLock { $0 } ? true : nil }
        #expect(seen == true)
    }

    @Test func headersAloneCostNoProduction() async throws {
        let isRunning = Locked(false)
        let produce: BodyProducer = { _ in isRunning.withLock { $0 = true } }
        try await withServer(handler: Self.stream(produce)) { server in
            let response = try await HTTPClient().send(HTTPClientRequest(method: .head, url: server.url("/")))
            #expect(response.headers["Content-Type"] == "application/json")
            #expect(response.headers["Content-Length"] == nil)
        }
        #expect(isRunning.withLock { $0 } == false)
    }

    @Test func connectionServesTheNextRequestAfterAStream() async throws {
        let produce: BodyProducer = { try await $0.write(Data("all".utf8)) }
        try await withServer(handler: Self.stream(produce)) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let first = try #require(await connection.readSome())
            connection.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let rest = try #require(await connection.readToEnd())
            #expect((first + rest).occurrences(of: "HTTP/1.1 200 ") == 2)
            #expect((first + rest).occurrences(of: "\r\n3\r\nall\r\n0\r\n") == 2)
        }
    }
}

extension String {
    /// How often `text` is in here.
    fileprivate func occurrences(of text: String) -> Int {
        ranges(of: text).count
    }
}
