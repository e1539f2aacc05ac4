// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Signing or verifying of SHA-256 hashes with one key.
///
/// OpenSSL looks up what it works with each time an operation is set up; this is set up once and copied.
final class PreparedOperation: @unchecked Sendable {
    // SAFETY: never changed once it is set up; each use works on a copy, and OpenSSL counts references atomically.
    private let context: OpaquePointer

    /// Nil if `begin` refuses the key.
    init?(_ key: KeyHandle, _ begin: (OpaquePointer) -> Int32) {
        guard let context = EVP_PKEY_CTX_new(key.pointer, nil) else { return nil }
        guard begin(context) == 1, EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1 else {
            EVP_PKEY_CTX_free(context)
            ERR_clear_error()
            return nil
        }
        self.context = context
    }

    deinit {
        EVP_PKEY_CTX_free(context)
    }

    /// Runs `body` with a copy of the context; nil if there is no memory for one.
    func run<Result>(_ body: (OpaquePointer) -> Result) -> Result? {
        guard let copy = EVP_PKEY_CTX_dup(context) else { return nil }
        defer { EVP_PKEY_CTX_free(copy) }
        return body(copy)
    }
}
