// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// A piece of memory that OpenSSL reads PEM from or writes it to.
final class MemoryBuffer {
    let bio: OpaquePointer
    // OpenSSL reads in place, so the text must live as long as the buffer.
    private let source: UnsafeMutableBufferPointer<UInt8>?

    /// A buffer to write to.
    init() throws(CryptographyError) {
        bio = try CryptographyError.require("allocate", BIO_new(BIO_s_mem()))
        source = nil
    }

    /// A buffer that gives `text`.
    init(reading text: String) throws(CryptographyError) {
        let bytes = Array(text.utf8)
        let source = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(bytes.count, 1))
        _ = source.update(fromContentsOf: bytes)
        guard let bio = BIO_new_mem_buf(source.baseAddress, Int32(clamping: bytes.count)) else {
            source.deallocate()
            throw CryptographyError.library("allocate")
        }
        self.bio = bio
        self.source = source
    }

    deinit {
        BIO_free(bio)
        source?.deallocate()
    }

    /// What was written so far.
    var text: String {
        var start: UnsafeMutablePointer<UInt8>?
        let count = BIO_ctrl(bio, BIO_CTRL_INFO, 0, &start)
        guard let start, count > 0 else { return "" }
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }
}
