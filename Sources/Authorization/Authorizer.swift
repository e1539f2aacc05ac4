// SPDX-License-Identifier: Apache-2.0

import Model
package import Storage

/// Looks up who may do what.
///
/// Asks the store each time, so that a change of a policy holds from the next request on, whatever a token says.
package struct Authorizer: Sendable {
    private let accounts: any AccountStore
    private let policies: any AccessPolicyStore

    package init(accounts: any AccountStore, policies: any AccessPolicyStore) {
        self.accounts = accounts
        self.policies = policies
    }

    /// What `iamID` may do in the account; nothing for who does not belong to it.
    package func access(of iamID: String, in accountID: String) async throws(StoreError) -> Access {
        do {
            if try await accounts.account(id: accountID).ownerIAMID == iamID {
                return Access(isOwner: true, policies: [])
            }
        } catch .notFound {
            return .none
        }
        // Service ids are no members. Their policies go with them, and every policy is of one account.
        if !ServiceID.isIAMID(iamID), try await !accounts.isMember(iamID: iamID, accountID: accountID) { return .none }
        return Access(
            isOwner: false,
            policies: try await policies.accessPolicies(accountID: accountID, iamID: iamID)
        )
    }

    /// Whoever may do anything in the account, by IAM id, and what that is.
    package func everyone(in accountID: String) async throws(StoreError) -> [String: Access] {
        let owner: String
        do {
            owner = try await accounts.account(id: accountID).ownerIAMID
        } catch .notFound {
            return [:]
        }
        var found = [owner: Access(isOwner: true, policies: [])]
        let all = try await policies.accessPolicies(accountID: accountID, iamID: nil)
        for (iamID, policies) in Dictionary(grouping: all, by: \.iamID) where iamID != owner {
            if !ServiceID.isIAMID(iamID), try await !accounts.isMember(iamID: iamID, accountID: accountID) { continue }
            found[iamID] = Access(isOwner: false, policies: policies)
        }
        return found
    }
}
