// SPDX-License-Identifier: Apache-2.0

package import HTTP

extension HTTPRequest {
    /// The token of the `Authorization` header if its scheme is `bearer`, in any case.
    package var bearerToken: String? {
        guard let value = headers["Authorization"] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].drop { $0 == " " }.prefix { $0 != " " }
        return token.isEmpty ? nil : String(token)
    }
}
