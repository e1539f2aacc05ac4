// SPDX-License-Identifier: Apache-2.0

package import HTTP

/// Finds out who is calling.
package protocol Authenticator: Sendable {
    /// The caller of `request`, from its bearer token (scheme in any case).
    ///
    /// Throws an `APIError` with status 401 if there is no token, or it is not ours, altered, or expired.
    func principal(of request: HTTPRequest) async throws -> Principal
}
