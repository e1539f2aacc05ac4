// SPDX-License-Identifier: Apache-2.0

/// Begins the sessions that docker keeps after `docker login` with a token.
package protocol DockerSessionIssuer: Sendable {
    /// A refresh token with which docker goes on after the access token of `principal` has ended.
    ///
    /// As that of a kubeconfig, it begins a family of its own and never leaves the account.
    func dockerRefreshToken(for principal: Principal) async throws -> String
}
