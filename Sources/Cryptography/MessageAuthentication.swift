// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Proof that a text comes from who has a secret: HMAC with SHA-256.
package enum MessageAuthentication {
    /// The 32 bytes that only who has `secret` can compute for `content`.
    package static func code(of content: some Collection<UInt8>, secret: some Collection<UInt8>) -> [UInt8] {
        let (content, secret) = (Array(content), Array(secret))
        var code = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        var size: UInt32 = 0
        let done = HMAC(EVP_sha256(), secret, Int32(secret.count), content, content.count, &code, &size)
        // A code that is none would let in whom it must not.
        precondition(done != nil && Int(size) == code.count, "no HMAC")
        return code
    }
}
