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
    /// The API key of the session that asked for it; nil for a person's session.
    package var apiKeyID: String?
    /// The hash of the refresh token that it was made for, with which it ends; nil if it was made on the page.
    package var sourceTokenHash: String?
    package var expiresAt: Date

    package init(
        codeHash: String,
        iamID: String,
        accountID: String?,
        boundAccountID: String?,
        apiKeyID: String? = nil,
        sourceTokenHash: String? = nil,
        expiresAt: Date
    ) {
        self.codeHash = codeHash
        self.iamID = iamID
        self.accountID = accountID
        self.boundAccountID = boundAccountID
        self.apiKeyID = apiKeyID
        self.sourceTokenHash = sourceTokenHash
        self.expiresAt = expiresAt
    }
}
