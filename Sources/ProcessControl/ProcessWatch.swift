// SPDX-License-Identifier: Apache-2.0

import Basics
import CSystem
import Dispatch
import Glibc

/// Owns a pidfd and waits for its process without holding a thread.
final class ProcessWatch: Sendable {
    private struct State {
        var isOver = false
        var status: ExitStatus?
        var nextWaiter = 0
        var waiters: [Int: CheckedContinuation<ExitStatus?, Never>] = [:]
    }

    private static let queue = DispatchQueue(label: "processes")

    private let descriptor: Int32
    private let state = Locked(State())

    /// Takes ownership of the descriptor.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: Self.queue)
        // The source keeps this object, and so the descriptor, until the process has ended and was reaped.
        source.setEventHandler {
            self.end()
            source.cancel()
        }
        source.setCancelHandler { source.setEventHandler(handler: nil) }
        source.activate()
    }

    deinit {
        close(descriptor)
    }

    /// A pidfd, or a negative number.
    static func open(pid: Int32) -> Int32 {
        csystem_pidfd_open(pid)
    }

    var hasEnded: Bool {
        csystem_pidfd_has_ended(descriptor) == 1
    }

    @discardableResult
    func signal(_ number: Int32) -> Bool {
        csystem_pidfd_send_signal(descriptor, number) == 0
    }

    /// A duplicate of one of the process's own descriptors, or a negative number.
    func duplicate(of number: Int32) -> Int32 {
        csystem_pidfd_get_descriptor(descriptor, number)
    }

    /// The exit status; nil for a process of someone else, and at once when the task is cancelled.
    func wait() async -> ExitStatus? {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let status: ExitStatus?? = state.withLock { state in
                    if state.isOver { return .some(state.status) }
                    if Task.isCancelled { return .some(nil) }
                    state.waiters[number] = continuation
                    return nil
                }
                if let status { continuation.resume(returning: status) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.resume(returning: nil)
        }
    }

    private func end() {
        var code: Int32 = 0
        var signal: Int32 = 0
        var status: ExitStatus?
        if csystem_reap(descriptor, &code, &signal) == 0 { status = signal != 0 ? .signalled(signal) : .exited(code) }
        let waiters = state.withLock { state in
            defer { state.waiters = [:] }
            state.isOver = true
            state.status = status
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume(returning: status) }
    }
}
