// SPDX-License-Identifier: Apache-2.0

import Basics
import CSodium

/// Turns passwords into hashes that are safe to store, and checks passwords against them: argon2id.
///
/// One hash takes 19 MiB and some 25 ms of computing, so two at most are made at a time, on threads of their own; the
/// others wait for their turn.
package actor PasswordHasher {
    private let workers = (1...2).map { HashWorker(number: $0) }
    private var loads = [0, 0]

    package init() {}

    /// A hash of `password` with a fresh salt, in the usual text form; throws when memory is short or on cancellation.
    package func hash(_ password: String) async throws -> String {
        let index = begin()
        defer { loads[index] -= 1 }
        return try await workers[index].hash(password)
    }

    /// Whether `hash` was made from `password`.
    ///
    /// Without a hash, or with an empty one, the answer is no after the same amount of work, so that nobody can tell from the time which
    /// users exist.
    package func verify(_ password: String, against hash: String?) async -> Bool {
        let index = begin()
        defer { loads[index] -= 1 }
        guard let hash, !hash.isEmpty else {
            _ = try? await workers[index].hash(password)
            return false
        }
        return await workers[index].verify(password, against: hash)
    }

    private func begin() -> Int {
        let index = loads[0] <= loads[1] ? 0 : 1
        loads[index] += 1
        return index
    }
}

/// Why no hash was made.
package enum PasswordHashingError: Error, Sendable {
    case unavailable
}

/// Hashes one password after the other, on a thread of its own.
private actor HashWorker {
    // What OWASP recommends as the least for argon2id.
    private static let operations: UInt64 = 2
    private static let memoryBytes = 19 * 1024 * 1024
    private static let isLibraryReady = sodium_init() >= 0

    private let executor: ThreadExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(number: Int) {
        executor = ThreadExecutor(label: "password-\(number)")
    }

    func hash(_ password: String) throws -> String {
        try Task.checkCancellation()
        var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let status = withBytes(of: password) { bytes, count in
            crypto_pwhash_str(&text, bytes, count, Self.operations, Self.memoryBytes)
        }
        guard status == 0 else { throw PasswordHashingError.unavailable }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func verify(_ password: String, against hash: String) -> Bool {
        guard !Task.isCancelled, hash.utf8.count < Int(crypto_pwhash_STRBYTES) else { return false }
        return withBytes(of: password) { crypto_pwhash_str_verify(hash, $0, $1) } == 0
    }

    /// Lends the password's bytes to `body` and wipes them afterwards; -1 if the library cannot be used.
    private func withBytes(of password: String, _ body: (UnsafePointer<CChar>, UInt64) -> Int32) -> Int32 {
        guard Self.isLibraryReady else { return -1 }
        var bytes = Array(password.utf8CString)
        return bytes.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return -1 }
            defer { sodium_memzero(start, buffer.count) }
            return body(start, UInt64(buffer.count - 1))
        }
    }
}
