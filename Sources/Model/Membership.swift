// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// That a person belongs to an account, or is invited to.
package struct Membership: Sendable, Equatable {
    /// What the person is to the account.
    package enum Role: String, Sendable {
        case owner = "OWNER"
        case member = "MEMBER"
    }

    /// Whether the person belongs to the account yet.
    package enum State: String, Sendable {
        case active = "ACTIVE"
        /// Invited; until the invitation is accepted the person does not belong to the account.
        case pending = "PENDING"
    }

    package let accountID: String
    package let iamID: String
    package var role: Role
    package var state: State
    /// When the person was invited, or made the account.
    package var invitedAt: Date
    /// When the person began to belong to the account; nil while the invitation is pending.
    package var addedAt: Date?

    package init(
        accountID: String,
        iamID: String,
        role: Role = .member,
        state: State = .active,
        invitedAt: Date,
        addedAt: Date? = nil
    ) {
        self.accountID = accountID
        self.iamID = iamID
        self.role = role
        self.state = state
        self.invitedAt = invitedAt
        self.addedAt = addedAt
    }
}

/// A secret by which one person can begin to belong to one account, once.
package struct Invitation: Sendable, Equatable {
    /// SHA-256 of the secret in lower-case hexadecimal; the secret itself is kept nowhere.
    package let secretHash: String
    package let accountID: String
    package let iamID: String
    package let expiresAt: Date

    package init(secretHash: String, accountID: String, iamID: String, expiresAt: Date) {
        self.secretHash = secretHash
        self.accountID = accountID
        self.iamID = iamID
        self.expiresAt = expiresAt
    }
}
