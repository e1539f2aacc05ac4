// SPDX-License-Identifier: Apache-2.0

package import Model

/// Keeps who has which role on what.
package protocol AccessPolicyStore: Sendable {
    /// Stores a new policy, whose id must be free.
    ///
    /// `notFound` unless its subject belongs to the account, is invited to it or is a service id of it: a policy that
    /// outlived its subject would wait for who comes back.
    func createAccessPolicy(_ policy: AccessPolicy) async throws(StoreError)

    /// The policy with this id.
    func accessPolicy(id: String) async throws(StoreError) -> AccessPolicy

    /// The policies of one account, or of one person or service id in it, oldest first.
    func accessPolicies(accountID: String, iamID: String?) async throws(StoreError) -> [AccessPolicy]

    /// Stores what may change of `policy` with its revision if `revision` is the stored one; tells whether it was.
    ///
    /// `notFound` if there is no such policy.
    func replaceAccessPolicy(_ policy: AccessPolicy, revision: Int) async throws(StoreError) -> Bool

    /// Removes the policy; fine if it is gone.
    func deleteAccessPolicy(id: String) async throws(StoreError)
}
