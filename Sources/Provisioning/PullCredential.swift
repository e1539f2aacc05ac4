// SPDX-License-Identifier: Apache-2.0

/// Lets clusters pull the images of their accounts.
package protocol PullCredentialIssuer: Sendable {
    /// What the cluster signs in to registries with, now and as long as it is there; made at the first call.
    ///
    /// What somebody has revoked is replaced. Empty if there is no registry.
    func pullCredentials(
        ofCluster id: String,
        named name: String,
        accountID: String
    ) async throws -> [PullCredential]

    /// Nothing opens any more with what the cluster was given; fine if it was given nothing.
    func withdrawPullCredentials(ofCluster id: String, accountID: String) async throws
}

/// What opens one registry for pulls.
package struct PullCredential: Sendable, Equatable {
    /// As names of images begin: `registry.example.org:6781`.
    package let host: String
    package let user: String
    package let password: String

    package init(host: String, user: String, password: String) {
        self.host = host
        self.user = user
        self.password = password
    }
}
