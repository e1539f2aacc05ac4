// SPDX-License-Identifier: Apache-2.0

/// An API key or service id in the form of 2017: what the service knows, and what the caller said.
package struct LegacyIdentityItem<Entity: Codable & Sendable>: Codable, Sendable {
    package struct Metadata: Codable, Sendable {
        package var uuid: String
        package var iamID: String?
        package var crn: String
        /// What a change must name in `If-Match`.
        package var version: String
        package var createdAt: String
        package var modifiedAt: String
        /// Ours: about when a key last signed somebody in.
        package var lastUsedAt: String?

        private enum CodingKeys: String, CodingKey {
            case uuid
            case iamID = "iam_id"
            case crn
            case version
            case createdAt
            case modifiedAt
            case lastUsedAt
        }

        package init(uuid: String, crn: String, version: String, createdAt: String, modifiedAt: String) {
            self.uuid = uuid
            self.crn = crn
            self.version = version
            self.createdAt = createdAt
            self.modifiedAt = modifiedAt
        }
    }

    package var metadata: Metadata
    package var entity: Entity

    package init(metadata: Metadata, entity: Entity) {
        self.metadata = metadata
        self.entity = entity
    }
}

/// What was said about an API key in the form of 2017; also the body of a request.
package struct LegacyAPIKeyEntity: Codable, Sendable {
    package var boundTo: String?
    package var name: String?
    package var description: String?
    package var format: String?
    /// The text of the key in the answer to its creation; absent ever after.
    package var apiKey: String?
    package var locked: Bool?

    package init(boundTo: String, name: String, description: String) {
        self.boundTo = boundTo
        self.name = name
        self.description = description
        self.format = "APIKEY"
    }
}

/// What was said about a service id in the form of 2017; also the body of a request.
package struct LegacyServiceIDEntity: Codable, Sendable {
    package var boundTo: String?
    package var name: String?
    package var description: String?
    package var uniqueInstanceCrns: [String]?

    package init(boundTo: String, name: String, description: String, uniqueInstanceCrns: [String]) {
        self.boundTo = boundTo
        self.name = name
        self.description = description
        self.uniqueInstanceCrns = uniqueInstanceCrns
    }
}

/// A page in the form of 2017; the token of the next page is empty on the last one.
package struct LegacyIdentityPage<Entity: Codable & Sendable>: Codable, Sendable {
    package var currentPage: Int
    package var pageSize: Int
    package var nextPageToken: String
    package var prevPageToken: String
    package var items: [LegacyIdentityItem<Entity>]

    package init(currentPage: Int, pageSize: Int, items: [LegacyIdentityItem<Entity>]) {
        self.currentPage = currentPage
        self.pageSize = pageSize
        self.items = items
        (nextPageToken, prevPageToken) = ("", "")
    }
}
