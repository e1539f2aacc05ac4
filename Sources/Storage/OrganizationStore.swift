// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// Keeps the organizations of accounts and their spaces.
package protocol OrganizationStore: Sendable {
    /// Stores a new organization with its first spaces; its name must be free in account and region.
    ///
    /// `managerIAMID` becomes its manager. The first organization of an account takes in all members as its users.
    func createOrganization(
        _ organization: Organization,
        spaces: [Space],
        managerIAMID: String
    ) async throws(StoreError)

    /// The organizations of the account, oldest first.
    func organizations(accountID: String) async throws(StoreError) -> [Organization]

    /// The organization with this id.
    func organization(id: String) async throws(StoreError) -> Organization

    /// Gives the organization another name, which must be free.
    func renameOrganization(id: String, to name: String, at date: Date) async throws(StoreError)

    /// Stores a new space; its name must be free in the organization.
    func createSpace(_ space: Space) async throws(StoreError)

    /// The spaces of the organization, oldest first.
    func spaces(organizationID: String) async throws(StoreError) -> [Space]

    /// The space with this id.
    func space(id: String) async throws(StoreError) -> Space

    /// Gives the space another name, which must be free.
    func renameSpace(id: String, to name: String, at date: Date) async throws(StoreError)

    /// Removes the space; nothing happens if there is none.
    func deleteSpace(id: String) async throws(StoreError)
}
