// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import HTTP
import HTTPClient

/// Talks to the etcd of one cluster.
struct EtcdClient: Sendable {
    /// A key beside those of Kubernetes, which all begin with `/registry`.
    private static let ownKey = Data("/slipway/revision".utf8).base64EncodedString()

    private let serverURL: String
    private let http: HTTPClient

    init(serverURL: String, authorityPEM: String, certificatePEM: String, keyPEM: String) {
        self.serverURL = serverURL
        http = HTTPClient(
            HTTPClientConfiguration(
                trust: .pem(authorityPEM),
                clientCertificate: (certificatePEM: certificatePEM, keyPEM: keyPEM),
                timeout: .seconds(15),
                usesProxy: false
            )
        )
    }

    /// The number of the last change.
    func revision() async throws -> Int {
        try await revision(ofAnswerTo: "/v3/kv/range", ["key": .string(Self.ownKey)])
    }

    /// Makes changes without meaning until the last one has at least this number.
    func advance(to revision: Int) async throws {
        var reached = try await self.revision()
        while reached < revision {
            try Task.checkCancellation()
            reached = try await self.revision(ofAnswerTo: "/v3/kv/put", ["key": .string(Self.ownKey), "value": ""])
        }
    }

    private func revision(ofAnswerTo path: String, _ question: JSONValue) async throws -> Int {
        let request = HTTPClientRequest(
            method: .post,
            url: serverURL + path,
            headers: ["Content-Type": "application/json"],
            body: try JSONEncoder().encode(question)
        )
        let answer = try await http.send(request)
        guard answer.status == 200,
            let header = try JSONDecoder().decode(JSONValue.self, from: answer.bytes)["header"],
            let revision = header["revision"]?.text.flatMap({ Int($0) })
        else { throw EtcdRefusal(status: answer.status) }
        return revision
    }
}

/// etcd gave no answer that can be used.
struct EtcdRefusal: Error, CustomStringConvertible {
    let status: Int

    var description: String { "etcd answered with status \(status)" }
}
