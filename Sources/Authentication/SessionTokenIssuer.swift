// SPDX-License-Identifier: Apache-2.0

/// Makes tokens that a caller takes along in a file, apart from the session at hand.
package protocol SessionTokenIssuer: Sendable {
    /// Tokens for a kubeconfig of `principal`.
    ///
    /// Each call starts a token family of its own, so that one downloaded file can be shut out without the others. The
    /// refresh token never leaves the account of `principal`.
    func kubeconfigTokens(for principal: Principal) async throws -> (idToken: String, refreshToken: String)
}
