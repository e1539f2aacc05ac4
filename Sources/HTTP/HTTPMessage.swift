// SPDX-License-Identifier: Apache-2.0

import Basics
package import FoundationEssentials

/// The request methods that are used here.
package enum HTTPMethod: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
}

/// A request as a handler sees it.
package struct HTTPRequest: Sendable {
    package var method: HTTPMethod
    /// The path as it was sent: still percent-encoded, without the query.
    package var path: String
    /// Decoded query items in the order they came.
    package var query: [(name: String, value: String)]
    package var headers: HTTPHeaders
    /// In memory; empty where the body is in `file`.
    package var body: Data
    /// The body on a route that takes uploads.
    package var file: BodyFile?
    /// Address of the peer, without its port.
    package var remoteAddress: String
    /// What stood in the places of the route's `{name}` segments, decoded.
    package var parameters: [String: String]
    /// Identifies the request in logs and answers (`X-Request-Id`).
    package var id: String

    package init(
        method: HTTPMethod,
        path: String,
        query: [(name: String, value: String)] = [],
        headers: HTTPHeaders = [:],
        body: Data = Data(),
        file: BodyFile? = nil,
        remoteAddress: String = "127.0.0.1",
        parameters: [String: String] = [:],
        id: String = ""
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.file = file
        self.remoteAddress = remoteAddress
        self.parameters = parameters
        self.id = id
    }

    /// The first query item called `name`.
    package func queryValue(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }
}

/// An answer: a body in memory, for downloads a file that is sent from disk, or one that is produced while it is sent.
package struct HTTPResponse: Sendable {
    /// What is sent after the headers.
    package enum Body: Sendable {
        case bytes(Data)
        /// The whole content of the file at this path.
        case file(String)
        /// Whatever is written, as it is written.
        case stream(BodyProducer)
    }

    package var status: Int
    package var headers: HTTPHeaders
    package var body: Body

    package init(status: Int, headers: HTTPHeaders = [:], body: Body = .bytes(Data())) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The body in memory; empty for any other.
    package var bytes: Data {
        if case .bytes(let data) = body { data } else { Data() }
    }

    /// An answer with `value` as `PlainJSON` writes it; throws for values with fractions or dates.
    package static func json(_ value: some Encodable, status: Int = 200) throws -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: ["Content-Type": "application/json"],
            body: .bytes(Data(try PlainJSON.encode(value)))
        )
    }

    package static func text(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: ["Content-Type": "text/plain; charset=utf-8"],
            body: .bytes(Data(text.utf8))
        )
    }
}
