// SPDX-License-Identifier: Apache-2.0

/// How tokens are signed; a key has exactly one of these.
enum SignatureAlgorithm: String, Sendable {
    case rs256 = "RS256"
    case es256 = "ES256"

    /// `signature` of a token in the form that OpenSSL takes; nil if it cannot be one.
    ///
    /// ES256 signatures are two numbers of 32 bytes (RFC 7518, section 3.4); OpenSSL wants them as a DER sequence.
    func encoded(_ signature: [UInt8]) -> [UInt8]? {
        switch self {
        case .rs256: return signature
        case .es256:
            guard signature.count == 64 else { return nil }
            let numbers = Self.integer(signature.prefix(32)) + Self.integer(signature.suffix(32))
            return [0x30, UInt8(numbers.count)] + numbers
        }
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var digits = Array(bytes.drop { $0 == 0 })
        if digits.first.map({ $0 >= 0x80 }) ?? true { digits.insert(0, at: 0) }
        return [0x02, UInt8(digits.count)] + digits
    }
}
