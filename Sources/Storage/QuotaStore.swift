// SPDX-License-Identifier: Apache-2.0

package import Model

/// Keeps what single accounts may have in place of what accounts usually may.
package protocol QuotaStore: Sendable {
    /// What the account was given; kinds that it was not are left out.
    func quota(accountID: String) async throws(StoreError) -> [QuotaKind: Int]

    /// Gives the account a quota of its own, or takes it back for nil; `notFound` if there is no such account.
    func setQuota(_ kind: QuotaKind, to limit: Int?, accountID: String) async throws(StoreError)

    /// What the account has now, counted as its quota counts.
    func usage(accountID: String) async throws(StoreError) -> AccountQuota
}
