// SPDX-License-Identifier: Apache-2.0

import Basics
import CMicroHTTPD
import FoundationEssentials
import HTTP

/// One request and its answer.
final class Exchange: @unchecked Sendable {
    // SAFETY: the variables are touched by the engine's thread of this connection only, all else is locked or constant.
    // The connection is suspended and resumed under the lock, once each: it lives as long as it is suspended.

    /// How far the request has come.
    enum Phase {
        case head
        /// A handler looks at the head, before a large body comes.
        case admission
        case body
        case handling
        case answered
    }

    private struct Outcome {
        var response: HTTPResponse?
        var task: Task<Void, Never>?
        var isSuspended = false
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
    /// Where a large body goes instead.
    var upload: Upload?
    /// Whether the system holds what is sent until the answer is complete.
    var isHeld = false
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

    /// Runs the handler on this thread until it waits for something, and the rest of it elsewhere.
    ///
    /// Most handlers wait for nothing, and handing a request to another thread and back takes longer than they do.
    func run(_ request: HTTPRequest, _ handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse) {
        let task = Task.immediate { self.finish(await handler(request)) }
        let isLate = outcome.withLock { outcome in
            if outcome.response == nil { outcome.task = task }
            return outcome.response != nil
        }
        if isLate { task.cancel() }
    }

    /// Lets the engine leave the connection alone until there is an answer; false if there is one already.
    func suspend() -> Bool {
        outcome.withLock { outcome in
            guard outcome.response == nil else { return false }
            outcome.isSuspended = true
            MHD_suspend_connection(connection)
            return true
        }
    }

    /// Forgets the answer of one handler, so that the next can run.
    func reopen() {
        outcome.withLock { $0 = Outcome() }
    }

    /// Takes the first answer and lets the engine go on; later ones are dropped.
    ///
    /// A handler that is still running then is cancelled.
    func finish(_ response: HTTPResponse) {
        let task = outcome.withLock { outcome -> Task<Void, Never>? in
            guard outcome.response == nil else { return nil }
            outcome.response = response
            if outcome.isSuspended { MHD_resume_connection(connection) }
            defer { outcome.task = nil }
            return outcome.task
        }
        task?.cancel()
    }
}
