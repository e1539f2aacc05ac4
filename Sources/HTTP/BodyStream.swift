// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Where the body of an answer goes while it is produced.
package protocol BodyWriter: Sendable {
    /// Hands over the next piece, and waits while the client has too much before it that it did not read.
    ///
    /// Throws once the client has left; the task that writes is cancelled then, too.
    func write(_ piece: Data) async throws
}

/// Writes a body of an answer to its end; what it throws breaks the connection, so that nobody takes it for the end.
package typealias BodyProducer = @Sendable (any BodyWriter) async throws -> Void
