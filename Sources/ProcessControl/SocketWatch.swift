// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc

/// Tells when a socket of another process has something to read or to accept, and takes nothing from it.
package final class SocketWatch: Sendable {
    private static let queue = DispatchQueue(label: "sockets")

    // SAFETY: dispatch sources may be cancelled from any thread.
    private nonisolated(unsafe) let source: any DispatchSourceRead

    /// Takes ownership of the descriptor.
    init(descriptor: Int32, onInput: @escaping @Sendable () -> Void) {
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: Self.queue)
        source.setEventHandler {
            onInput()
            // It would be called again and again until the other process reads.
            source.cancel()
        }
        source.setCancelHandler {
            source.setEventHandler(handler: nil)
            close(descriptor)
        }
        source.activate()
        self.source = source
    }

    /// Stops watching; the process alone has the socket then.
    package func cancel() {
        source.cancel()
    }

    deinit {
        source.cancel()
    }
}
