// SPDX-License-Identifier: Apache-2.0

import API
import Model
import Storage

/// Decides which account a token is made for.
struct AccountScope: Sendable {
    private let accounts: any AccountStore

    init(accounts: any AccountStore) {
        self.accounts = accounts
    }

    /// The account for the tokens of `signIn`; nil for an unscoped token, which can list accounts and nothing else.
    ///
    /// Membership is checked each time, so that a user who left an account gets no more tokens for it.
    func accountID(requested: String?, for signIn: SignIn) async throws -> String? {
        guard let accountID = try await reachableAccountID(requested: requested, for: signIn) else { return nil }
        // Last, so that nobody learns about accounts of other people.
        if signIn.origin == PasswordGrant.type, try await !accounts.account(id: accountID).allowsPasswordSessions {
            throw APIError.closedToPasswordSessions(accountID: accountID)
        }
        return accountID
    }

    private func reachableAccountID(requested: String?, for signIn: SignIn) async throws -> String? {
        guard let accountID = requested ?? signIn.accountID else { return nil }
        if let bound = signIn.boundAccountID, bound != accountID {
            throw APIError.boundToOtherAccount(accountID: accountID)
        }
        // A service id is no member: it belongs to the account that its key is bound to.
        if ServiceID.isIAMID(signIn.user.iamID), signIn.boundAccountID == accountID { return accountID }
        if signIn.knownMembership == accountID { return accountID }
        guard try await accounts.isMember(iamID: signIn.user.iamID, accountID: accountID) else {
            throw APIError.notAMember(accountID: accountID)
        }
        return accountID
    }
}
