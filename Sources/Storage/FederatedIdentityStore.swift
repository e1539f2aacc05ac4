// SPDX-License-Identifier: Apache-2.0

package import Model

/// Keeps who is whom at which identity provider.
///
/// The identities of a person end when the person belongs to no account any more, see `deleteMembership`.
package protocol FederatedIdentityStore: Sendable {
    /// The identity that the issuer calls `subject`.
    func federatedIdentity(issuer: String, subject: String) async throws(StoreError) -> FederatedIdentity

    /// Stores an identity of the user `person`, whose names are taken over if there were none.
    ///
    /// Throws `alreadyExists` if the issuer's subject is somebody, or the person is another subject of the issuer.
    func bindFederatedIdentity(_ identity: FederatedIdentity, person: User) async throws(StoreError)

    /// Stores a new user who belongs to the account and its first organization, with the identity, in one transaction.
    ///
    /// Throws `notFound` if there is no such account, `alreadyExists` if anything of it is taken.
    func admitFederatedUser(
        _ person: User,
        identity: FederatedIdentity,
        accountID: String
    ) async throws(StoreError)
}
