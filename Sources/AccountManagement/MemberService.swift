// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Authorization
import Basics
import Model
import Storage

/// Shows who belongs to an account, and ends memberships.
struct MemberService: Sendable {
    let access: AccountAccess
    let users: any UserStore
    let memberships: any MembershipStore
    let observer: any AccessObserver
    let logger: Logger

    /// All who belong to the account or are invited, in the order of their invitations.
    func members(accountID: String, seenBy principal: Principal) async throws -> [AccountUser] {
        _ = try await access.insideOfAccount(id: accountID, seenBy: principal)
        var found: [AccountUser] = []
        for membership in try await memberships.memberships(accountID: accountID) {
            // Owners of the time before memberships were recorded may be unknown here.
            do throws(StoreError) {
                found.append(AccountUser(membership, try await users.user(iamID: membership.iamID)))
            } catch .notFound {
                continue
            }
        }
        return found
    }

    /// The member with this IAM id.
    func member(iamID: String, accountID: String, seenBy principal: Principal) async throws -> AccountUser {
        let members = try await members(accountID: accountID, seenBy: principal)
        guard let member = members.first(where: { $0.iamID == iamID }) else { throw APIError.unknown("user", iamID) }
        return member
    }

    /// Ends the membership, or the invitation to it, at once.
    func remove(iamID: String, accountID: String, by principal: Principal) async throws {
        let account = try await access.account(id: accountID, changedBy: principal)
        guard iamID != account.ownerIAMID else {
            throw APIError.conflict("The owner of an account cannot be removed from it")
        }
        do throws(StoreError) {
            _ = try await memberships.membership(accountID: accountID, iamID: iamID)
        } catch .notFound {
            throw APIError.unknown("user", iamID)
        }
        try await memberships.deleteMembership(accountID: accountID, iamID: iamID)
        await observer.accessChanged(in: accountID)
        logger.info(
            "member removed",
            ["event": "account.user.removed", "accountID": accountID, "iamID": principal.iamID, "member": iamID]
        )
    }
}

extension AccountUser {
    /// `user` as a member.
    init(_ membership: Membership, _ user: User) {
        self.init(
            iamID: user.iamID,
            email: user.email,
            firstName: user.givenName,
            lastName: user.familyName,
            accountID: membership.accountID,
            role: membership.role.rawValue,
            state: membership.state.rawValue,
            invitedOn: membership.invitedAt.millisecondText,
            addedOn: membership.addedAt?.millisecondText ?? ""
        )
    }
}
