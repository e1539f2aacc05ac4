// SPDX-License-Identifier: Apache-2.0

package import HTTP

extension HTTPRequest {
    /// The token of the `Authorization` header if its scheme is `bearer`, in any case.
    package var bearerToken: String? {
        guard let value = headers["Authorization"] else { return nil }
        let space = UInt8(ascii: " ")
        let text = Array(value.utf8).drop { $0 == space }
        let scheme = text.prefix { $0 != space }
        let token = text[scheme.endIndex...].drop { $0 == space }.prefix { $0 != space }
        guard !token.isEmpty, String(decoding: scheme, as: UTF8.self).lowercased() == "bearer" else { return nil }
        return String(decoding: token, as: UTF8.self)
    }
}
