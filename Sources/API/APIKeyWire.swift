// SPDX-License-Identifier: Apache-2.0

/// An API key as `/v1/apikeys` shows it.
package struct APIKeyResource: Codable, Sendable {
    package var id: String
    /// What a change must name in `If-Match`.
    package var entityTag: String
    package var crn: String
    package var locked: Bool
    package var disabled: Bool
    package var createdAt: String
    package var createdBy: String
    package var modifiedAt: String
    package var name: String
    package var description: String?
    package var iamID: String
    package var accountID: String
    /// The text of the key in the answer to its creation; empty ever after.
    package var apikey: String
    package var expiresAt: String?
    /// Ours: about when the key last signed somebody in.
    package var lastUsedAt: String?

    private enum CodingKeys: String, CodingKey {
        case id
        case entityTag = "entity_tag"
        case crn
        case locked
        case disabled
        case createdAt = "created_at"
        case createdBy = "created_by"
        case modifiedAt = "modified_at"
        case name
        case description
        case iamID = "iam_id"
        case accountID = "account_id"
        case apikey
        case expiresAt = "expires_at"
        case lastUsedAt = "last_used_at"
    }

    package init(id: String, entityTag: String, crn: String, name: String, iamID: String, accountID: String) {
        self.id = id
        self.entityTag = entityTag
        self.crn = crn
        self.name = name
        self.iamID = iamID
        self.accountID = accountID
        (locked, disabled, apikey) = (false, false, "")
        (createdAt, createdBy, modifiedAt) = ("", "", "")
    }
}

/// A page of API keys; links are whole addresses.
package struct APIKeyPage: Codable, Sendable {
    package var offset: Int
    package var limit: Int
    package var first: String
    package var previous: String?
    package var next: String?
    package var apikeys: [APIKeyResource]

    package init(offset: Int, limit: Int, first: String, apikeys: [APIKeyResource]) {
        self.offset = offset
        self.limit = limit
        self.first = first
        self.apikeys = apikeys
    }
}

/// The body of `POST /v1/apikeys`.
package struct APIKeyCreateRequest: Codable, Sendable {
    package var name: String?
    package var iamID: String?
    package var description: String?
    package var accountID: String?
    /// A text of the caller's own for the key, which is not taken.
    package var apikey: String?
    /// Whether the text can be shown again, which it cannot.
    package var storeValue: Bool?
    package var actionWhenLeaked: String?
    package var expiresAt: String?

    private enum CodingKeys: String, CodingKey {
        case name
        case iamID = "iam_id"
        case description
        case accountID = "account_id"
        case apikey
        case storeValue = "store_value"
        case actionWhenLeaked = "action_when_leaked"
        case expiresAt = "expires_at"
    }

    package init(name: String, iamID: String, description: String?, accountID: String?) {
        self.name = name
        self.iamID = iamID
        self.description = description
        self.accountID = accountID
    }
}

/// The body of `PUT /v1/apikeys/{id}`; what is missing stays as it is.
package struct APIKeyUpdateRequest: Codable, Sendable {
    package var name: String?
    package var description: String?
    /// An empty text takes the end away.
    package var expiresAt: String?

    private enum CodingKeys: String, CodingKey {
        case name
        case description
        case expiresAt = "expires_at"
    }

    package init(name: String?, description: String?) {
        self.name = name
        self.description = description
    }
}
