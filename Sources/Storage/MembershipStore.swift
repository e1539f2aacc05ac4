// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// Keeps who belongs to which account, and who is invited.
///
/// Owners come with their accounts, see `AccountStore.createAccount`.
package protocol MembershipStore: Sendable {
    /// All who belong to the account or are invited, in the order of their invitations.
    func memberships(accountID: String) async throws(StoreError) -> [Membership]

    /// What binds this person to this account.
    func membership(accountID: String, iamID: String) async throws(StoreError) -> Membership

    /// Stores an invitation in place of earlier ones of this person to this account, which then is pending.
    ///
    /// `policies`, which are about the person in the account, are stored along with it, apart from those that say what
    /// another one says already. Throws `alreadyExists` if the person belongs to the account already.
    func createInvitation(
        _ invitation: Invitation,
        policies: [AccessPolicy],
        at date: Date
    ) async throws(StoreError)

    /// The invitation whose secret has this hash, expired or not.
    func invitation(hash: String) async throws(StoreError) -> Invitation

    /// Makes the membership active and the invitation void; the person becomes a user of the first organization.
    ///
    /// `person` is given for someone who has no password yet, and replaces names and password; throws `alreadyExists`
    /// if there is a password by now.
    func acceptInvitation(hash: String, person: User?, at date: Date) async throws(StoreError)

    /// Ends a membership or the invitation to it, and with it the person's API keys, refresh tokens and policies.
    ///
    /// Those for other accounts stay.
    ///
    /// Roles in organizations and spaces of the account end too. With the last membership of a person go the identities
    /// at identity providers. Nothing happens if there is no membership. Owners stay.
    func deleteMembership(accountID: String, iamID: String) async throws(StoreError)
}

extension MembershipStore {
    /// Stores an invitation without policies.
    package func createInvitation(_ invitation: Invitation, at date: Date) async throws(StoreError) {
        try await createInvitation(invitation, policies: [], at: date)
    }
}
