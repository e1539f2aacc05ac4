// SPDX-License-Identifier: Apache-2.0

/// A service id as `/v1/serviceids` shows it.
package struct ServiceIDResource: Codable, Sendable {
    package var id: String
    package var iamID: String
    /// What a change must name in `If-Match`.
    package var entityTag: String
    package var crn: String
    package var locked: Bool
    package var createdAt: String
    package var modifiedAt: String
    package var accountID: String
    package var name: String
    package var description: String?
    package var uniqueInstanceCRNs: [String]
    /// The key that was made along with it; in the answer to the creation only.
    package var apikey: APIKeyResource?

    private enum CodingKeys: String, CodingKey {
        case id
        case iamID = "iam_id"
        case entityTag = "entity_tag"
        case crn
        case locked
        case createdAt = "created_at"
        case modifiedAt = "modified_at"
        case accountID = "account_id"
        case name
        case description
        case uniqueInstanceCRNs = "unique_instance_crns"
        case apikey
    }

    package init(id: String, iamID: String, entityTag: String, crn: String, accountID: String, name: String) {
        self.id = id
        self.iamID = iamID
        self.entityTag = entityTag
        self.crn = crn
        self.accountID = accountID
        self.name = name
        (locked, createdAt, modifiedAt, uniqueInstanceCRNs) = (false, "", "", [])
    }
}

/// A page of service ids; links are whole addresses.
package struct ServiceIDPage: Codable, Sendable {
    package var offset: Int
    package var limit: Int
    package var first: String
    package var previous: String?
    package var next: String?
    package var serviceids: [ServiceIDResource]

    package init(offset: Int, limit: Int, first: String, serviceids: [ServiceIDResource]) {
        self.offset = offset
        self.limit = limit
        self.first = first
        self.serviceids = serviceids
    }
}

/// The body of `POST /v1/serviceids`, and of `PUT /v1/serviceids/{id}`, where what is missing stays as it is.
package struct ServiceIDRequest: Codable, Sendable {
    package var accountID: String?
    package var name: String?
    package var description: String?
    package var uniqueInstanceCRNs: [String]?
    /// A key to make along with it.
    package var apikey: APIKeyCreateRequest?

    private enum CodingKeys: String, CodingKey {
        case accountID = "account_id"
        case name
        case description
        case uniqueInstanceCRNs = "unique_instance_crns"
        case apikey
    }

    package init(accountID: String? = nil, name: String?, description: String?) {
        self.accountID = accountID
        self.name = name
        self.description = description
    }
}
