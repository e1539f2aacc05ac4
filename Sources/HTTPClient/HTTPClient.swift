// SPDX-License-Identifier: Apache-2.0

import Basics
package import FoundationEssentials
package import HTTP

/// Sends HTTP requests; copies share their connections.
///
/// The HTTP library is loaded by the first request. Transfers run on threads of their own, and cancelling the task
/// that waits for one ends it.
package struct HTTPClient: Sendable {
    package let configuration: HTTPClientConfiguration
    private let idle = Locked<[CurlSession]>([])
    private static let maximumIdleSessions = 4

    package init(_ configuration: HTTPClientConfiguration = HTTPClientConfiguration()) {
        self.configuration = configuration
    }

    /// The whole answer, whatever its status is.
    package func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPResponse {
        let body = Locked((data: Data(), isTooLarge: false))
        let limit = configuration.maximumBodyBytes
        let transfer = Transfer(
            onHead: { _, _ in true },
            onChunk: { chunk in
                body.withLock {
                    $0.isTooLarge = $0.data.count + chunk.count > limit
                    if !$0.isTooLarge { $0.data.append(chunk) }
                    return !$0.isTooLarge
                }
            }
        )
        let status = try await perform(request, transfer, streaming: false)
        let (data, isTooLarge) = body.withLock { $0 }
        guard !isTooLarge else { throw .tooLarge(url: request.url) }
        return HTTPResponse(status: status, headers: transfer.headers, body: .bytes(data))
    }

    /// Hands over the body piece by piece as it arrives and gives the status at its end.
    ///
    /// Both closures run on the transfer's thread, `onHead` once before the first piece; either ends the transfer by
    /// returning false. The request's own timeout limits the whole; without one there is no limit, for silence neither.
    package func stream(
        _ request: HTTPClientRequest,
        onHead: @escaping @Sendable (_ status: Int, HTTPHeaders) -> Bool = { _, _ in true },
        onChunk: @escaping @Sendable (Data) -> Bool
    ) async throws(HTTPClientError) -> Int {
        try await perform(request, Transfer(onHead: onHead, onChunk: onChunk), streaming: true)
    }

    /// Runs one transfer on an idle session or a new one.
    ///
    /// `silenceLimit` ends a transfer that gets no byte for that long.
    func perform(
        _ request: HTTPClientRequest,
        _ transfer: Transfer,
        streaming: Bool,
        silenceLimit: Duration? = nil
    ) async throws(HTTPClientError) -> Int {
        guard !Task.isCancelled else { throw .cancelled }
        let session = if let idle = idle.withLock({ $0.popLast() }) { idle } else { try CurlSession() }
        try session.prepare(request, configuration, streaming: streaming)
        if let silenceLimit { session.limitSilence(to: silenceLimit) }
        let result = await session.run(transfer, url: request.url)
        idle.withLock { if $0.count < Self.maximumIdleSessions { $0.append(session) } }
        return try result.get()
    }
}
