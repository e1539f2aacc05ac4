// SPDX-License-Identifier: Apache-2.0

import Basics
import CMicroHTTPD
import FoundationEssentials
import HTTP

/// The body of an answer between the task that produces it and the engine that sends it.
///
/// The producer begins when the engine first asks, so that an answer to HEAD costs nothing.
final class ResponseStream: BodyWriter, @unchecked Sendable {
    // SAFETY: all that changes is locked. The connection is suspended and resumed under the lock, and lives as long as
    // it is suspended.

    private enum End {
        case complete
        case broken
    }

    private struct State {
        var buffer = Data()
        var isSuspended = false
        var end: End?
        var task: Task<Void, Never>?
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// What waits for a client that does not read.
    private static let capacity = 65_536

    private let connection: OpaquePointer
    private let produce: BodyProducer
    private let state = Locked(State())

    init(connection: OpaquePointer, produce: @escaping BodyProducer) {
        self.connection = connection
        self.produce = produce
    }

    /// Gives the engine the next bytes, on its thread; without any it leaves the connection alone until there are.
    func read(into target: UnsafeMutableRawBufferPointer) -> Int {
        start()
        let (count, waiting) = state.withLock { state -> (Int, [CheckedContinuation<Void, Never>]) in
            if state.end == .broken { return (Int(MHD_CONTENT_READER_END_WITH_ERROR), []) }
            guard !state.buffer.isEmpty else {
                if state.end == .complete { return (Int(MHD_CONTENT_READER_END_OF_STREAM), []) }
                state.isSuspended = true
                MHD_suspend_connection(connection)
                return (0, [])
            }
            let count = min(target.count, state.buffer.count)
            state.buffer.copyBytes(to: target, count: count)
            state.buffer = Data(state.buffer.dropFirst(count))
            guard state.buffer.count <= Self.capacity / 2 else { return (count, []) }
            defer { state.waiting = [] }
            return (count, state.waiting)
        }
        for continuation in waiting { continuation.resume() }
        return count
    }

    func write(_ piece: Data) async throws {
        guard add(piece) else { throw CancellationError() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    let mustWait = state.buffer.count > Self.capacity && state.end == nil && !Task.isCancelled
                    if mustWait { state.waiting.append(continuation) }
                    return mustWait
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            letGo()
        }
        if Task.isCancelled || state.withLock({ $0.end == .broken }) { throw CancellationError() }
    }

    /// Nobody will read the rest: the producer is told, and the engine goes on to close the connection.
    func abandon() {
        end(.broken)
        state.withLock { $0.task }?.cancel()
    }

    private func start() {
        state.withLock { state in
            guard state.task == nil, state.end == nil else { return }
            state.task = Task {
                do {
                    try await produce(self)
                    end(.complete)
                } catch {
                    end(.broken)
                }
            }
        }
    }

    private func add(_ piece: Data) -> Bool {
        state.withLock { state in
            guard state.end == nil else { return false }
            guard !piece.isEmpty else { return true }
            state.buffer.append(piece)
            resume(&state)
            return true
        }
    }

    private func end(_ end: End) {
        state.withLock { state in
            // What is complete can still break, on its way to the client.
            guard state.end == nil || end == .broken else { return }
            state.end = end
            resume(&state)
        }
        letGo()
    }

    private func letGo() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    private func resume(_ state: inout State) {
        guard state.isSuspended else { return }
        state.isSuspended = false
        MHD_resume_connection(connection)
    }
}
