// SPDX-License-Identifier: Apache-2.0

package import HTTP

/// Knows callers by what programs keep to sign in with, without making tokens of it.
package protocol CredentialAuthenticator: Sendable {
    /// Whom the API key signs in; `request` is the one that brought it, for the record.
    ///
    /// Throws an `APIError` if it signs nobody in.
    func principal(apiKey: String, of request: HTTPRequest) async throws -> Principal

    /// Whose session the refresh token goes on with; the token is not used up by that.
    ///
    /// Throws an `APIError` if the session has ended.
    func principal(refreshToken: String, of request: HTTPRequest) async throws -> Principal
}
