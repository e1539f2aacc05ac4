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

    /// The two numbers of an ES256 signature that OpenSSL made, 32 bytes each; nil if it is none.
    static func numbers(ofEncoded signature: ArraySlice<UInt8>) -> [UInt8]? {
        var rest = signature
        guard rest.popFirst() == 0x30, rest.popFirst().map(Int.init) == rest.count else { return nil }
        var numbers: [UInt8] = []
        for _ in 0..<2 {
            guard rest.popFirst() == 0x02, let count = rest.popFirst().map(Int.init), count <= rest.count else {
                return nil
            }
            let digits = rest.prefix(count).drop { $0 == 0 }
            guard digits.count <= 32 else { return nil }
            numbers += [UInt8](repeating: 0, count: 32 - digits.count) + digits
            rest = rest.dropFirst(count)
        }
        return rest.isEmpty ? numbers : nil
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var digits = Array(bytes.drop { $0 == 0 })
        if digits.first.map({ $0 >= 0x80 }) ?? true { digits.insert(0, at: 0) }
        return [0x02, UInt8(digits.count)] + digits
    }
}
