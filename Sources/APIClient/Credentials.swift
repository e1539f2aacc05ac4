// SPDX-License-Identifier: Apache-2.0

/// What a signed-in user sends along with a call.
package struct Credentials: Sendable, Equatable {
    /// Scheme and token, for instance `Bearer eyJ...`.
    package var authorization: String
    package var refreshToken: String
    /// The account in which the user works; empty if none is targeted.
    package var accountID: String
    package var organizationID: String
    package var spaceID: String
    package var region: String

    package init(
        authorization: String,
        refreshToken: String = "",
        accountID: String = "",
        organizationID: String = "",
        spaceID: String = "",
        region: String = ""
    ) {
        self.authorization = authorization
        self.refreshToken = refreshToken
        self.accountID = accountID
        self.organizationID = organizationID
        self.spaceID = spaceID
        self.region = region
    }
}

/// Where the credentials of a call come from.
package protocol CredentialSource: Sendable {
    /// Credentials that are good for some time yet, renewed if need be.
    nonisolated(nonsending) func current() async throws(ClientError) -> Credentials

    /// Credentials that take the place of `refused`, which a service did not accept.
    ///
    /// Throws `ClientError.sessionExpired` if only a new login helps.
    nonisolated(nonsending) func renewed(after refused: Credentials) async throws(ClientError) -> Credentials
}

/// Credentials that never change.
package struct FixedCredentials: CredentialSource {
    private let credentials: Credentials

    package init(_ credentials: Credentials) {
        self.credentials = credentials
    }

    package func current() async throws(ClientError) -> Credentials {
        credentials
    }

    package func renewed(after refused: Credentials) async throws(ClientError) -> Credentials {
        throw .sessionExpired
    }
}
