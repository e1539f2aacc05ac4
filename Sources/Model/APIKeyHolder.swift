// SPDX-License-Identifier: Apache-2.0

/// An API key and whom it signs in, as of one moment.
package struct APIKeyHolder: Sendable, Equatable {
    package let key: APIKey
    /// Nil if the key is that of a service id, or its user does not exist any more.
    package let user: User?
    /// Whether the user belongs to the account of the key.
    package let isMember: Bool

    package init(key: APIKey, user: User?, isMember: Bool) {
        self.key = key
        self.user = user
        self.isMember = isMember
    }
}
