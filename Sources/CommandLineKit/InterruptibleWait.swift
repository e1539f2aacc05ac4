// SPDX-License-Identifier: Apache-2.0

import Basics

/// Lets the user end a wait with Ctrl-C, without ending the program.
package enum InterruptibleWait {
    /// Starts to listen to interrupts; the result ends that.
    package typealias Listen = @Sendable (_ handler: @escaping @Sendable () -> Void) -> InterruptSignal.Stop

    /// Runs `body`; nil if an interrupt came before it was done, which cancels it.
    package static func run<Result: Sendable>(
        listen: Listen = { InterruptSignal.listen($0) },
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result? {
        let wasInterrupted = Locked(false)
        let task = Task { try await body() }
        let stop = listen {
            wasInterrupted.withLock { $0 = true }
            task.cancel()
        }
        defer { stop() }
        do {
            return try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
        } catch {
            if wasInterrupted.withLock({ $0 }) { return nil }
            throw error
        }
    }
}
