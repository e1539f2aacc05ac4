// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Owns one reference to an OpenSSL key.
final class KeyHandle: @unchecked Sendable {
    // SAFETY: the key is never changed after this object has it; OpenSSL's reads of a finished key are thread safe.
    let pointer: OpaquePointer

    /// Takes over the reference.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_free(pointer)
    }

    var isRSA: Bool {
        EVP_PKEY_is_a(pointer, "RSA") == 1
    }

    /// Whether this is a key of the curve P-256.
    var isP256: Bool {
        guard EVP_PKEY_is_a(pointer, "EC") == 1 else { return false }
        var name = [CChar](repeating: 0, count: 32)
        guard EVP_PKEY_get_group_name(pointer, &name, name.count, nil) == 1 else { return false }
        return name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) } == Array("prime256v1".utf8)
    }

    /// Makes a key of the algorithm called `name`; `configure` sets its parameters.
    static func generate(
        _ name: String,
        configure: (OpaquePointer) -> Int32
    ) throws(CryptographyError) -> KeyHandle {
        let operation = "make a key"
        let context = try CryptographyError.require(operation, EVP_PKEY_CTX_new_from_name(nil, name, nil))
        defer { EVP_PKEY_CTX_free(context) }
        try CryptographyError.check(operation, EVP_PKEY_keygen_init(context))
        try CryptographyError.check(operation, configure(context))
        var key: OpaquePointer?
        try CryptographyError.check(operation, EVP_PKEY_generate(context, &key))
        return KeyHandle(owning: try CryptographyError.require(operation, key))
    }

    /// A number that is part of the key, without leading zeros: `n` and `e` of an RSA key.
    func number(_ name: String) throws(CryptographyError) -> [UInt8] {
        var value: OpaquePointer?
        try CryptographyError.check("read the number \(name) of a key", EVP_PKEY_get_bn_param(pointer, name, &value))
        defer { BN_free(value) }
        var bytes = [UInt8](repeating: 0, count: Int(BN_num_bits(value) + 7) / 8)
        BN_bn2bin(value, &bytes)
        return bytes
    }
}
