// SPDX-License-Identifier: Apache-2.0

/// A refresh token came back after its grace: either of two holders of it has it by theft, so its family has ended.
struct RefreshTokenReuse: Error {
    /// Whose session it was.
    let iamID: String
    let accountID: String?
}
