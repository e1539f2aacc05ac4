// SPDX-License-Identifier: Apache-2.0

/// The body of a failed call to the registry's API.
package struct RegistryErrorBody: Codable, Sendable {
    package var code: String
    package var message: String
    package var requestID: String

    package init(code: String, message: String, requestID: String) {
        self.code = code
        self.message = message
        self.requestID = requestID
    }

    private enum CodingKeys: String, CodingKey {
        case code, message
        case requestID = "request-id"
    }
}

/// The answer to `PUT /api/v1/namespaces/{namespace}`.
package struct RegistryNamespaceAnswer: Codable, Sendable {
    package var namespace: String

    package init(namespace: String) {
        self.namespace = namespace
    }
}

/// An entry of `GET /api/v1/namespaces/details`.
package struct RegistryNamespaceDetails: Codable, Sendable {
    package var account: String
    package var name: String
    package var crn: String
    package var createdDate: String
    package var updatedDate: String
    /// May be empty.
    package var resourceGroup: String
    package var resourceCreatedDate: String

    package init(
        account: String,
        name: String,
        crn: String,
        createdDate: String,
        updatedDate: String,
        resourceGroup: String,
        resourceCreatedDate: String
    ) {
        self.account = account
        self.name = name
        self.crn = crn
        self.createdDate = createdDate
        self.updatedDate = updatedDate
        self.resourceGroup = resourceGroup
        self.resourceCreatedDate = resourceCreatedDate
    }

    private enum CodingKeys: String, CodingKey {
        case account, name, crn
        case createdDate = "created_date"
        case updatedDate = "updated_date"
        case resourceGroup = "resource_group"
        case resourceCreatedDate = "resource_created_date"
    }
}

/// An entry of `GET /api/v1/images`: one digest with all its names.
package struct RegistryImageInfo: Codable, Sendable {
    /// The digest of the image's configuration, `sha256:` and 64 hexadecimal digits.
    package var id: String
    package var parentID: String
    /// The tags of each digest, by `host/namespace/repository@digest`.
    package var digestTags: [String: [String]]
    /// `host/namespace/repository:tag`.
    package var repoTags: [String]
    /// `host/namespace/repository@digest`.
    package var repoDigests: [String]
    /// Seconds since 1970.
    package var created: Int
    /// Bytes of configuration and layers, as they are stored.
    package var size: Int
    package var virtualSize: Int
    package var labels: [String: String]
    /// `OK`, `Vulnerable`, `Unknown`, `Pending Scan` or `Unsupported OS`; empty if not asked for.
    package var vulnerable: String
    package var vulnerabilityCount: Int
    package var configurationIssueCount: Int
    package var issueCount: Int
    package var exemptIssueCount: Int

    package init(
        id: String,
        parentID: String = "",
        digestTags: [String: [String]],
        repoTags: [String],
        repoDigests: [String],
        created: Int,
        size: Int,
        virtualSize: Int,
        labels: [String: String] = [:],
        vulnerable: String = "",
        vulnerabilityCount: Int = 0,
        configurationIssueCount: Int = 0,
        issueCount: Int = 0,
        exemptIssueCount: Int = 0
    ) {
        self.id = id
        self.parentID = parentID
        self.digestTags = digestTags
        self.repoTags = repoTags
        self.repoDigests = repoDigests
        self.created = created
        self.size = size
        self.virtualSize = virtualSize
        self.labels = labels
        self.vulnerable = vulnerable
        self.vulnerabilityCount = vulnerabilityCount
        self.configurationIssueCount = configurationIssueCount
        self.issueCount = issueCount
        self.exemptIssueCount = exemptIssueCount
    }

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case parentID = "ParentId"
        case digestTags = "DigestTags"
        case repoTags = "RepoTags"
        case repoDigests = "RepoDigests"
        case created = "Created"
        case size = "Size"
        case virtualSize = "VirtualSize"
        case labels = "Labels"
        case vulnerable = "Vulnerable"
        case vulnerabilityCount = "VulnerabilityCount"
        case configurationIssueCount = "ConfigurationIssueCount"
        case issueCount = "IssueCount"
        case exemptIssueCount = "ExemptIssueCount"
    }
}

/// The answer to `DELETE /api/v1/images/{reference}`.
package struct RegistryImageDeletion: Codable, Sendable {
    /// What has gone, `host/namespace/repository:tag`.
    package var untagged: String

    package init(untagged: String) {
        self.untagged = untagged
    }

    private enum CodingKeys: String, CodingKey {
        case untagged = "Untagged"
    }
}

/// A registry token as `GET /api/v1/tokens` lists it.
package struct RegistryTokenInfo: Codable, Sendable {
    /// A lower-case UUID.
    package var id: String
    /// The account.
    package var owner: String
    /// The token itself; only where one token was asked for by its identifier.
    package var token: String?
    /// What people said it is for; may be empty.
    package var secondaryOwner: String
    package var readOnly: Bool
    package var revoked: Bool
    /// Seconds since 1970; 0 for a token that does not expire.
    package var expiry: Int

    package init(
        id: String,
        owner: String,
        token: String? = nil,
        secondaryOwner: String,
        readOnly: Bool,
        revoked: Bool,
        expiry: Int
    ) {
        self.id = id
        self.owner = owner
        self.token = token
        self.secondaryOwner = secondaryOwner
        self.readOnly = readOnly
        self.revoked = revoked
        self.expiry = expiry
    }

    private enum CodingKeys: String, CodingKey {
        case id = "_id"
        case owner, token
        case secondaryOwner = "secondary_owner"
        case readOnly = "readonly"
        case revoked, expiry
    }
}

/// The answer to `GET /api/v1/tokens`.
package struct RegistryTokenList: Codable, Sendable {
    package var tokens: [RegistryTokenInfo]

    package init(tokens: [RegistryTokenInfo]) {
        self.tokens = tokens
    }
}

/// The answer to `POST /api/v1/tokens`.
package struct RegistryTokenAnswer: Codable, Sendable {
    package var token: String

    package init(token: String) {
        self.token = token
    }
}

/// The answer to `GET /api/v1/quotas`.
package struct RegistryQuota: Codable, Sendable {
    package struct Amounts: Codable, Sendable {
        /// -1 means unlimited.
        package var storageBytes: Int
        /// Pulled in the current month; -1 means unlimited.
        package var trafficBytes: Int

        package init(storageBytes: Int, trafficBytes: Int) {
            self.storageBytes = storageBytes
            self.trafficBytes = trafficBytes
        }

        private enum CodingKeys: String, CodingKey {
            case storageBytes = "storage_bytes"
            case trafficBytes = "traffic_bytes"
        }
    }

    package var limit: Amounts
    package var usage: Amounts

    package init(limit: Amounts, usage: Amounts) {
        self.limit = limit
        self.usage = usage
    }
}

/// The body of `PATCH /api/v1/quotas`.
package struct RegistryQuotaChange: Codable, Sendable {
    /// Megabytes of 1,000,000 bytes; -1 means unlimited; nil leaves it.
    package var storageMegabytes: Int?
    package var trafficMegabytes: Int?

    package init(storageMegabytes: Int? = nil, trafficMegabytes: Int? = nil) {
        self.storageMegabytes = storageMegabytes
        self.trafficMegabytes = trafficMegabytes
    }

    private enum CodingKeys: String, CodingKey {
        case storageMegabytes = "storage_megabytes"
        case trafficMegabytes = "traffic_megabytes"
    }
}

/// The answer to `GET /api/v1/plans`, and the body of `PATCH /api/v1/plans`.
package struct RegistryPlanInfo: Codable, Sendable {
    /// `Free` or `Standard`.
    package var plan: String

    package init(plan: String) {
        self.plan = plan
    }
}

/// The body of a refusal in the distribution protocol.
package struct DockerErrorBody: Codable, Sendable {
    package struct Entry: Codable, Sendable {
        package var code: String
        package var message: String
    }

    package var errors: [Entry]

    package init(code: String, message: String) {
        errors = [Entry(code: code, message: message)]
    }
}

/// The answer to a request for a token of the distribution protocol.
package struct DockerTokenAnswer: Codable, Sendable {
    package var token: String
    /// The same under the name that OAuth 2 has for it.
    package var accessToken: String
    /// In seconds.
    package var expiresIn: Int
    /// RFC 3339.
    package var issuedAt: String
    /// With which to go on later; only where the credentials end before long.
    package var refreshToken: String?

    package init(token: String, expiresIn: Int, issuedAt: String, refreshToken: String? = nil) {
        self.token = token
        accessToken = token
        self.expiresIn = expiresIn
        self.issuedAt = issuedAt
        self.refreshToken = refreshToken
    }

    private enum CodingKeys: String, CodingKey {
        case token
        case accessToken = "access_token"
        case expiresIn = "expires_in"
        case issuedAt = "issued_at"
        case refreshToken = "refresh_token"
    }
}

/// The answer to `POST /api/v1/images/bulkdelete`.
package struct RegistryBulkDeletion: Codable, Sendable {
    package struct Failure: Codable, Sendable {
        package var code: String
        package var message: String

        package init(code: String, message: String) {
            self.code = code
            self.message = message
        }
    }

    /// Why an image is still there, by its name as it was given.
    package var error: [String: Failure] = [:]
    package var success: [String] = []

    package init() {}
}
