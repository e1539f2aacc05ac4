// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import HTTP
import HTTPClient
import HTTPServer
import Testing

/// Bodies that go into files, and what is decided before they come.
@Suite struct UploadTests {
    private static let limit = 3_000_000

    /// A server in whose `/upload` bodies of up to `limit` bytes fit, and which tells their checksums.
    private static func withUploads(
        reserveBytes: Int = 0,
        bodyDeadline: Duration = .seconds(60),
        prepare: (String) throws -> Void = { _ in },
        admit: @escaping HTTPHandler = { _ in .goOn },
        _ body: (HTTPServer, String) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let folder = UploadFolder(path: directory + "/uploads", reserveBytes: reserveBytes)
            try folder.prepare()
            try prepare(folder.path)
            var configuration = HTTPServerConfiguration(maximumBodyBytes: 1000, uploadFolder: folder)
            configuration.bodyDeadline = bodyDeadline
            let rule = UploadRule(maximumBytes: limit, admit: admit)
            try await withServer(configuration, uploads: { $1 == "/upload" ? rule : nil }, handler: describeFile) {
                try await body($0, directory)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        }
    }

    @Sendable private static func describeFile(_ request: HTTPRequest) -> HTTPResponse {
        guard let file = request.file else { return describe(request) }
        return .text("\(file.count) \(checksum(content(of: file)))")
    }

    private static func content(of file: BodyFile) -> Data {
        var content = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(file.descriptor, &buffer, buffer.count)
            guard count > 0 else { return content }
            content.append(contentsOf: buffer[0..<count])
        }
    }

    private static func checksum(_ content: Data) -> UInt64 {
        content.reduce(5381) { $0 &* 33 &+ UInt64($1) }
    }

    private static func head(_ lines: String...) -> String {
        (["POST /upload HTTP/1.1", "Host: a", "Connection: close"] + lines).joined(separator: "\r\n") + "\r\n\r\n"
    }

    @Test func largeBodyArrivesInAFileWithoutAName() async throws {
        try await Self.withUploads { server, directory in
            let content = patternedData(count: Self.limit)
            try Files.write(content, to: directory + "/content")
            let client = HTTPClient()
            for _ in 0..<2 {
                let response = try await client.send(
                    HTTPClientRequest(method: .post, url: server.url("/upload"), bodyFile: directory + "/content")
                )
                #expect(response.bodyText == "3000000 \(Self.checksum(content))")
            }
        }
    }

    @Test func chunkedBodyArrivesToo() async throws {
        try await Self.withUploads { server, _ in
            let connection = try #require(RawConnection(port: server.port))
            connection.send(Self.head("Transfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n")
            let answer = try #require(await connection.readToEnd())
            #expect(answer.hasSuffix("\r\n5 \(Self.checksum(Data("hello".utf8)))"))
        }
    }

    @Test func otherRoutesAndEmptyBodiesStayInMemory() async throws {
        try await Self.withUploads { server, _ in
            let client = HTTPClient()
            for path in ["/other", "/upload"] {
                let response = try await client.send(HTTPClientRequest(method: .post, url: server.url(path)))
                #expect(response.bodyText == "POST \(path) [] 127.0.0.1 ")
            }
            let large = HTTPClientRequest(method: .post, url: server.url("/other"), body: Data(count: 1001))
            #expect(try await client.send(large).status == 413)
        }
    }

    @Test func whoIsNotAdmittedHearsItBeforeTheBody() async throws {
        let admit: HTTPHandler = { .text($0.headers["Authorization"] ?? "nobody", status: 401) }
        try await Self.withUploads(admit: admit) { server, directory in
            let connection = try #require(RawConnection(port: server.port))
            connection.send(Self.head("Content-Length: 3000000", "Authorization: me", "Expect: 100-continue"))
            let answer = try #require(await connection.readToEnd())
            #expect(answer.hasPrefix("HTTP/1.1 401 "))
            #expect(answer.hasSuffix("\r\n\r\nme"))
            try Files.write(Data(count: Self.limit), to: directory + "/content")
            let response = try await HTTPClient().send(
                HTTPClientRequest(method: .post, url: server.url("/upload"), bodyFile: directory + "/content")
            )
            #expect(response.status == 401)
        }
    }

    @Test func whoWaitsForPermissionGetsIt() async throws {
        try await Self.withUploads { server, _ in
            let connection = try #require(RawConnection(port: server.port))
            connection.send(Self.head("Content-Length: 5", "Expect: 100-continue"))
            #expect(await connection.readSome() == "HTTP/1.1 100 Continue\r\n\r\n")
            connection.send("hello")
            #expect(try #require(await connection.readToEnd()).hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func announcedBodyThatIsTooLargeIsRefusedAtOnce() async throws {
        let isAsked = Locked(false)
        let admit: HTTPHandler = { _ in
            isAsked.withLock { $0 = true }
            return .goOn
        }
        try await Self.withUploads(admit: admit) { server, _ in
            let connection = try #require(RawConnection(port: server.port))
            connection.send(Self.head("Content-Length: 3000001"))
            #expect(try #require(await connection.readToEnd()).hasPrefix("HTTP/1.1 413 "))
            #expect(isAsked.withLock { $0 } == false)
        }
    }

    @Test func bodyThatGrowsTooLargeIsRefusedAtItsEnd() async throws {
        try await Self.withUploads { server, _ in
            let connection = try #require(RawConnection(port: server.port))
            connection.send(Self.head("Transfer-Encoding: chunked"))
            let piece = "f4240\r\n" + String(repeating: "x", count: 1_000_000) + "\r\n"
            for _ in 0..<4 { connection.send(piece) }
            connection.send("0\r\n\r\n")
            let answer = try #require(await connection.readToEnd())
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(answer.hasSuffix("the body is larger than 3000000 bytes\n"))
        }
    }

    @Test func bodyLeavesRoomOnTheDisk() async throws {
        try await Self.withUploads(reserveBytes: .max) { server, _ in
            let response = try await HTTPClient().send(
                HTTPClientRequest(method: .post, url: server.url("/upload"), body: Data(count: 100_000))
            )
            #expect(response.status == 507)
        }
    }

    @Test(.enabled(if: geteuid() == 0, "mounting needs root"))
    func fullDiskIsTold() async throws {
        let mounted = Locked("")
        let prepare: (String) throws -> Void = { path in
            try #require(mount("none", path, "tmpfs", 0, "size=1m") == 0)
            mounted.withLock { $0 = path }
        }
        defer { umount2(mounted.withLock { $0 }, Int32(MNT_DETACH)) }
        try await Self.withUploads(prepare: prepare) { server, _ in
            let request = HTTPClientRequest(method: .post, url: server.url("/upload"), body: Data(count: 2_000_000))
            let refused = try await HTTPClient().send(request)
            #expect(refused.status == 507)
            // What was written of it is gone, so there is room again.
            let fits = HTTPClientRequest(method: .post, url: server.url("/upload"), body: Data(count: 900_000))
            let taken = try await HTTPClient().send(fits)
            #expect(taken.status == 200)
            umount2(mounted.withLock { $0 }, Int32(MNT_DETACH))
        }
    }

    @Test func clientThatLeavesInTheMiddleLeavesNothing() async throws {
        try await Self.withUploads { server, _ in
            try await leaveInTheMiddle(server)
            let connection = try #require(RawConnection(port: server.port))
            connection.send(Self.head("Content-Length: 5") + "hello")
            #expect(try #require(await connection.readToEnd()).hasPrefix("HTTP/1.1 200 "))
        }
    }

    private func leaveInTheMiddle(_ server: HTTPServer) async throws {
        let connection = try #require(RawConnection(port: server.port))
        connection.send(Self.head("Content-Length: 100000", "Expect: 100-continue"))
        #expect(await connection.readSome() == "HTTP/1.1 100 Continue\r\n\r\n")
        connection.send(String(repeating: "x", count: 50_000))
    }

    @Test func tricklingUploadIsCutOff() async throws {
        try await Self.withUploads(bodyDeadline: .milliseconds(300)) { server, _ in
            let connection = try #require(RawConnection(port: server.port))
            connection.send(Self.head("Content-Length: 100000"))
            let answer = try await Deadline.poll(every: .milliseconds(30), limit: .seconds(60)) {
                connection.send("x")
                return await connection.readToEnd(limit: .milliseconds(1))
            }
            #expect(answer != nil)
        }
    }

    @Test func fileThatCannotBeReadIsNotSent() async throws {
        for path in ["/nonexistent", "/"] {
            let error = await #expect(throws: HTTPClientError.self) {
                try await HTTPClient().send(
                    HTTPClientRequest(method: .post, url: "http://127.0.0.1:1/", bodyFile: path)
                )
            }
            guard case .invalid = error else {
                Issue.record("not invalid: \(String(describing: error))")
                continue
            }
        }
    }
}
