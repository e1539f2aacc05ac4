// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials

/// The text of a registry token, which is a JSON web token.
enum RegistryTokenText {
    /// The identifier that the token carries; nil if `text` is no token.
    ///
    /// It is not verified, that is the registry's business.
    static func identifier(of text: String) -> String? {
        let segments = text.split(separator: ".")
        guard segments.count == 3 else { return nil }
        let standard = segments[1].map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
        guard let data = Data(base64Encoded: String(standard) + padding),
            let claims = try? JSONDecoder().decode(JSONValue.self, from: data)
        else { return nil }
        return claims["jti"]?.text
    }
}
