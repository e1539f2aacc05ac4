// SPDX-License-Identifier: Apache-2.0

import Basics

/// How the payload of a token is written.
///
/// Clients of the time decode it with the standard Base64 alphabet. So the JSON has no byte whose low six bits can
/// come out as `-` or `_`: ASCII only, and `>`, `?`, `~` and DEL as escapes.
enum ClaimsEncoding {
    static func encode(_ claims: some Encodable) throws(CryptographyError) -> [UInt8] {
        do {
            let json = try PlainJSON.encode(claims)
            let isPlain = json.allSatisfy { $0 < 0x7E && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "?") }
            return isPlain ? json : Array(escaped(String(decoding: json, as: UTF8.self)).utf8)
        } catch {
            throw .unencodableClaims(reason: "\(error)")
        }
    }

    /// In JSON these characters stand only inside strings, where an escape means the same.
    private static func escaped(_ json: String) -> String {
        var text = ""
        for scalar in json.unicodeScalars {
            if scalar.isASCII, !">?~\u{7F}".unicodeScalars.contains(scalar) {
                text.unicodeScalars.append(scalar)
            } else {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return text
    }
}
