// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// A one-time passcode that was handed out: stands for its user once, for a few minutes.
package struct Passcode: Sendable, Equatable {
    /// SHA-256 of the normalized code in lower-case hexadecimal; the code itself is kept nowhere.
    package let codeHash: String
    package var iamID: String
    /// The account that the sign-in with it begins in; nil for none.
    package var accountID: String?
    /// The account that the sign-in with it can never leave; nil for a person's.
    package var boundAccountID: String?
    package var expiresAt: Date

    package init(codeHash: String, iamID: String, accountID: String?, boundAccountID: String?, expiresAt: Date) {
        self.codeHash = codeHash
        self.iamID = iamID
        self.accountID = accountID
        self.boundAccountID = boundAccountID
        self.expiresAt = expiresAt
    }
}
