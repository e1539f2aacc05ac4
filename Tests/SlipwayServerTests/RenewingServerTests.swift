// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import HTTP
import HTTPClient
import HTTPServer
import SlipwayServer
import TestSupport
import Testing

struct RenewingServerTests {
    @Test func newCertificateIsTakenUp() async throws {
        try await withTemporaryDirectory { folder in
            let url = try #require(PublicURL("https://127.0.0.1:6780"))
            let names = ServerNames(
                publicURL: url,
                listen: ListenAddress(address: "127.0.0.1", port: 6780),
                hostName: "box"
            )
            let started = Locked<[HTTPServer]>([])
            let identity: @Sendable () throws -> ServerIdentity = {
                try ServerIdentity.prepare(in: folder, names: names, now: Date())
            }
            let first = try identity()
            let server = try RenewingServer(
                current: first,
                identity: identity,
                start: { identity in
                    let configuration = HTTPServerConfiguration(
                        certificatePEM: identity.certificatePEM,
                        keyPEM: identity.keyPEM
                    )
                    let server = HTTPServer(configuration: configuration, logger: .silent) { _ in .text("here") }
                    try server.start()
                    started.withLock { $0.append(server) }
                    return server
                },
                logger: .silent
            )
            await server.keepRenewing(every: .milliseconds(20))
            try Files.remove("\(folder)/server.pem")
            let second = try #require(
                try await Deadline.poll(every: .milliseconds(10), limit: .seconds(60)) {
                    started.withLock { $0.count > 1 ? $0[1] : nil }
                }
            )
            let client = HTTPClient(HTTPClientConfiguration(trust: .pem(first.authorityPEM), usesProxy: false))
            let answer = try await client.send(HTTPClientRequest(url: "https://127.0.0.1:\(second.port)/"))
            #expect(answer.status == 200)
            #expect(started.withLock { $0[0].port } == 0)
            await server.stop(grace: .seconds(1))
            #expect(second.port == 0)
        }
    }
}
