// SPDX-License-Identifier: Apache-2.0

package import Model

/// Keeps in whose name infrastructure is ordered; the first one is whoever ordered the first cluster.
package protocol KeyOwnerStore: Sendable {
    /// The owner for an account and a region.
    func keyOwner(accountID: String, region: String) async throws(StoreError) -> KeyOwner

    /// Stores an owner in the place of the one before.
    func setKeyOwner(_ owner: KeyOwner) async throws(StoreError)
}
