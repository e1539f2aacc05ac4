// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// Keeps what people are to organizations and spaces.
///
/// Who leaves an account loses all roles in it, see `MembershipStore.deleteMembership`; who joins one becomes a user of
/// its first organization, see `MembershipStore.acceptInvitation` and
/// `FederatedIdentityStore.admitFederatedUser`.
package protocol OrganizationRoleStore: Sendable {
    /// Who is what in the organization, first come first.
    func organizationRoles(organizationID: String) async throws(StoreError) -> [RoleGrant<OrganizationRole>]

    /// What the person is, in whatever organizations.
    func organizationRoles(iamID: String) async throws(StoreError) -> [RoleGrant<OrganizationRole>]

    /// Makes the person a user of the organization with this role; fine if that is so already.
    ///
    /// `notFound` unless the person belongs to the account: a role that outlived its holder would wait for who comes back.
    func grantOrganizationRole(_ grant: RoleGrant<OrganizationRole>, at date: Date) async throws(StoreError)

    /// Takes a role away; with `user` go all roles in the organization and its spaces. Fine if there is none.
    func revokeOrganizationRole(_ grant: RoleGrant<OrganizationRole>) async throws(StoreError)

    /// Who is what in the space, first come first.
    func spaceRoles(spaceID: String) async throws(StoreError) -> [RoleGrant<SpaceRole>]

    /// What the person is, in whatever spaces.
    func spaceRoles(iamID: String) async throws(StoreError) -> [RoleGrant<SpaceRole>]

    /// Gives the person, who becomes a user of the organization of the space too, the role; fine if that is so already.
    ///
    /// `notFound` unless the person belongs to the account.
    func grantSpaceRole(_ grant: RoleGrant<SpaceRole>, at date: Date) async throws(StoreError)

    /// Takes a role away; fine if there is none.
    func revokeSpaceRole(_ grant: RoleGrant<SpaceRole>) async throws(StoreError)
}
