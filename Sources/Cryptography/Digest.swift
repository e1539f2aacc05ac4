// SPDX-License-Identifier: Apache-2.0

package import Basics
import COpenSSL
import Glibc

/// Fingerprints of bytes and files.
package enum Digest {
    // SAFETY: never changed and never freed; OpenSSL lets threads share it.
    private nonisolated(unsafe) static let fetchedSHA256 = EVP_MD_fetch(nil, "SHA256", nil)

    /// The 32 bytes of the SHA-256 of `content`.
    package static func sha256(_ content: some Sequence<UInt8>) -> [UInt8] {
        sha256(Array(content))
    }

    /// The 32 bytes of the SHA-256 of `bytes`.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        let status = EVP_Digest(bytes, bytes.count, &digest, nil, fetchedSHA256, nil)
        // A hash that is none would let in whom it must not.
        precondition(status == 1, "no SHA-256")
        return digest
    }

    /// The SHA-256 of `content` in lower-case hexadecimal.
    package static func sha256Hex(_ content: some Sequence<UInt8>) -> String {
        Hexadecimal.text(of: sha256(content))
    }

    /// The SHA-256 of the UTF-8 of `text` in lower-case hexadecimal.
    package static func sha256Hex(_ text: String) -> String {
        Hexadecimal.text(of: sha256(Array(text.utf8)))
    }

    /// The SHA-1 of `content` in lower-case hexadecimal: for formats that ask for it, never for security.
    package static func sha1Hex(_ content: some Sequence<UInt8>) -> String {
        let bytes = Array(content)
        var digest = [UInt8](repeating: 0, count: Int(SHA_DIGEST_LENGTH))
        SHA1(bytes, bytes.count, &digest)
        return Hexadecimal.text(of: digest)
    }

    /// The SHA-256 of the file at `path` in lower-case hexadecimal, read piece by piece.
    package static func sha256HexOfFile(_ path: String) throws(FileError) -> String {
        try hexOfFile(path, EVP_sha256())
    }

    /// The SHA-1 of the file at `path` in lower-case hexadecimal, read piece by piece.
    package static func sha1HexOfFile(_ path: String) throws(FileError) -> String {
        try hexOfFile(path, EVP_sha1())
    }

    private static func hexOfFile(_ path: String, _ algorithm: OpaquePointer?) throws(FileError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path: path, action: "read", code: errno) }
        defer { close(descriptor) }
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        let noMemory = FileError(path: path, action: "hash", code: ENOMEM)
        guard EVP_DigestInit_ex(context, algorithm, nil) == 1 else { throw noMemory }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { break }
            if count > 0 {
                guard EVP_DigestUpdate(context, buffer, count) == 1 else { throw noMemory }
            } else if errno != EINTR {
                throw FileError(path: path, action: "read", code: errno)
            }
        }
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var size: UInt32 = 0
        guard EVP_DigestFinal_ex(context, &digest, &size) == 1 else { throw noMemory }
        return Hexadecimal.text(of: digest.prefix(Int(size)))
    }
}
