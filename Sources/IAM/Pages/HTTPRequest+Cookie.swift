// SPDX-License-Identifier: Apache-2.0

import HTTP

extension HTTPRequest {
    /// The cookie `name`, if the browser sends one that has `length` characters of `A-Za-z0-9-_`, and no second.
    func cookie(named name: String, length: Int) -> String? {
        let pairs = headers.values(of: "Cookie").flatMap { $0.split(separator: ";") }
        let prefix = name + "="
        let values = pairs.map { $0.drop { $0 == " " } }.filter { $0.hasPrefix(prefix) }
        guard values.count == 1, let value = values.first?.dropFirst(prefix.count), value.utf8.count == length,
            value.utf8.allSatisfy(Self.isAllowedInCookie)
        else { return nil }
        return String(value)
    }

    private static func isAllowedInCookie(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
