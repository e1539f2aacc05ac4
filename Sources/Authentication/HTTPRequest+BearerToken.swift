// SPDX-License-Identifier: Apache-2.0

package import HTTP

extension HTTPRequest {
    /// The token of the `Authorization` header if its scheme is `bearer`, in any case.
    package var bearerToken: String? {
        guard let value = headers["Authorization"] else { return nil }
        let words = value.utf8.split(separator: UInt8(ascii: " "))
        guard words.count >= 2, Substring(words[0]).lowercased() == "bearer" else { return nil }
        return String(Substring(words[1]))
    }
}
