// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The body of a request in a file without a name: it is gone when the last one who holds it lets go, also by `kill -9`.
package final class BodyFile: Sendable {
    /// Open for reading and writing, closed on exec.
    package let descriptor: Int32
    /// How many bytes it has.
    package let count: Int

    /// Takes ownership of the descriptor.
    package init(descriptor: Int32, count: Int) {
        self.descriptor = descriptor
        self.count = count
    }

    deinit {
        close(descriptor)
    }
}
