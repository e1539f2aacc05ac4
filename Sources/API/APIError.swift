// SPDX-License-Identifier: Apache-2.0

/// What a client may see of a failure.
///
/// Made by a feature, written to the wire by one middleware per API family.
package struct APIError: Error, Sendable, Equatable {
    package let status: Int
    /// A letter or word and digits, for instance `E0008` or `BXNIM0415E`.
    package let code: String
    /// One or two sentences that say what is wrong.
    package let message: String
    /// What to do next; may be empty.
    package let recovery: String
    /// `Authentication`, `Provisioning`, `General`, ...
    package let type: String

    /// After how many seconds another try makes sense; nil if nobody knows.
    package let retryAfter: Int?

    package init(
        status: Int,
        code: String,
        message: String,
        recovery: String = "",
        type: String = "General",
        retryAfter: Int? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.recovery = recovery
        self.type = type
        self.retryAfter = retryAfter
    }
}
