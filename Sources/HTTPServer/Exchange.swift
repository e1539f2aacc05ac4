// SPDX-License-Identifier: Apache-2.0

import Basics
import CMicroHTTPD
import FoundationEssentials
import HTTP

/// One request and its answer.
final class Exchange: @unchecked Sendable {
    // SAFETY: the variables are touched by the engine's thread of this connection only, all else is locked or constant.
    // The connection is resumed once, and only while it is suspended: it lives as long as that.

    /// How far the request has come.
    enum Phase {
        case head
        case body
        case handling
        case answered
    }

    private struct Outcome {
        var response: HTTPResponse?
        var task: Task<Void, Never>?
    }

    let connection: OpaquePointer
    let connectionID: UInt
    /// Path and query as they were sent.
    let target: String
    /// Identifies the exchange until the head tells the client's wish.
    private lazy var ownID = RandomText.hex(byteCount: 16)
    let start = ContinuousClock.now
    var phase = Phase.head
    var head: RequestHead?
    var body = Data()
    /// Bytes of the body beyond the limit; they are dropped.
    var surplus = 0
    private let outcome = Locked(Outcome())

    init(connection: OpaquePointer, connectionID: UInt, target: String) {
        self.connection = connection
        self.connectionID = connectionID
        self.target = target
    }

    /// Identifies the request in logs and in the answer.
    var id: String { head?.id ?? ownID }

    /// The answer, once there is one.
    var response: HTTPResponse? { outcome.withLock { $0.response } }

    /// Runs the handler in a task; the connection must be suspended.
    func run(_ request: HTTPRequest, _ handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse) {
        let task = Task { self.finish(await handler(request)) }
        let isLate = outcome.withLock { outcome in
            if outcome.response == nil { outcome.task = task }
            return outcome.response != nil
        }
        if isLate { task.cancel() }
    }

    /// Takes the first answer and lets the engine go on; later ones are dropped.
    ///
    /// A handler that is still running then is cancelled.
    func finish(_ response: HTTPResponse) {
        let (isFirst, task) = outcome.withLock { outcome -> (Bool, Task<Void, Never>?) in
            guard outcome.response == nil else { return (false, nil) }
            outcome.response = response
            defer { outcome.task = nil }
            return (true, outcome.task)
        }
        guard isFirst else { return }
        task?.cancel()
        MHD_resume_connection(connection)
    }
}
