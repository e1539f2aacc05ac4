// SPDX-License-Identifier: Apache-2.0

package import Model

/// Finds the organization of an account that something new belongs to.
package protocol OrganizationLookup: Sendable {
    /// The organization `id` if `principal` may use it, or the first one of the account if nothing is asked for.
    ///
    /// Nil if the account has no such organization or `principal` does not belong to it.
    func organization(_ id: String?, accountID: String, usedBy principal: Principal) async throws -> Organization?

    /// What the organizations of the account are called, by their ids.
    func organizationNames(accountID: String) async throws -> [String: String]
}
