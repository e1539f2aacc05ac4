// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Why a cryptographic operation gave nothing.
package enum CryptographyError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The text is not a key, or a key of the wrong kind.
    case invalidKey(reason: String)
    /// The text is not a certificate, or one that cannot serve here.
    case invalidCertificate(reason: String)
    /// A certificate was asked for that cannot be made, for instance with an address that is none.
    case invalidRequest(reason: String)
    /// The token is malformed, of an unknown key, or was not signed by the key it names.
    case invalidToken(reason: String)
    /// The claims cannot be written as JSON.
    case unencodableClaims(reason: String)
    /// The library refused; `reason` has its own words.
    case failed(operation: String, reason: String)

    package var description: String {
        switch self {
        case .invalidKey(let reason): "invalid key: \(reason)"
        case .invalidCertificate(let reason): "invalid certificate: \(reason)"
        case .invalidRequest(let reason): "certificate cannot be made: \(reason)"
        case .invalidToken(let reason): "invalid token: \(reason)"
        case .unencodableClaims(let reason): "claims cannot be encoded: \(reason)"
        case .failed(let operation, let reason): "cannot \(operation): \(reason)"
        }
    }

    /// The failure of the OpenSSL call made last on this thread.
    ///
    /// Empties the thread's error queue: what stays in it would be taken for a failure of a later TLS call.
    static func library(_ operation: String) -> CryptographyError {
        var text = [CChar](repeating: 0, count: 256)
        let code = ERR_get_error()
        ERR_error_string_n(code, &text, text.count)
        ERR_clear_error()
        let reason = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return .failed(
            operation: operation,
            reason: code == 0 ? "no reason given" : String(decoding: reason, as: UTF8.self)
        )
    }

    /// Throws unless `status` is 1, which is how OpenSSL says yes.
    static func check(_ operation: String, _ status: Int32) throws(CryptographyError) {
        guard status == 1 else { throw library(operation) }
    }

    /// The value of an OpenSSL call that answers nothing when it fails.
    static func require<Value>(_ operation: String, _ value: Value?) throws(CryptographyError) -> Value {
        guard let value else { throw library(operation) }
        return value
    }
}
