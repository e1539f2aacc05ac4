// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// A platform API key: stands for a user or a service id in one account.
package struct APIKey: Sendable, Equatable, Identifiable {
    /// `ApiKey-<uuid>`.
    package let id: String
    package var name: String
    package var description: String
    /// For whom the key signs in: a user or a service id.
    package let iamID: String
    package let accountID: String
    /// SHA-256 of the key's text in lower-case hexadecimal; the text itself is kept nowhere.
    package let keyHash: String
    package let createdAt: Date
    /// IAM id of who made the key.
    package let createdBy: String
    package var modifiedAt: Date
    /// From when on the key signs nobody in; nil if it never ends.
    package var expiresAt: Date?
    /// About when the key last signed somebody in; nil if it never did.
    package var lastUsedAt: Date?
    /// A locked key cannot be changed or deleted.
    package var isLocked: Bool
    /// A disabled key signs nobody in.
    package var isDisabled: Bool
    /// Counts the changes, from 1.
    package var revision: Int

    package init(
        id: String,
        name: String,
        description: String = "",
        iamID: String,
        accountID: String,
        keyHash: String,
        createdAt: Date,
        createdBy: String? = nil,
        modifiedAt: Date? = nil,
        expiresAt: Date? = nil,
        lastUsedAt: Date? = nil,
        isLocked: Bool = false,
        isDisabled: Bool = false,
        revision: Int = 1
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.iamID = iamID
        self.accountID = accountID
        self.keyHash = keyHash
        self.createdAt = createdAt
        self.createdBy = createdBy ?? iamID
        self.modifiedAt = modifiedAt ?? createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.isLocked = isLocked
        self.isDisabled = isDisabled
        self.revision = revision
    }

    /// Whether the key signs in at `now`.
    package func isUsable(at now: Date) -> Bool {
        !isDisabled && expiresAt.map { now < $0 } ?? true
    }
}
