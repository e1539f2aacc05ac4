// SPDX-License-Identifier: Apache-2.0

/// The answer to a successful token request.
package struct TokenResponse: Codable, Sendable {
    package var accessToken: String
    package var refreshToken: String
    /// For kubectl, which takes its credential from here.
    package var idToken: String?
    package var uaaToken: String?
    package var uaaRefreshToken: String?
    package var tokenType: String
    /// Seconds.
    package var expiresIn: Int
    /// Seconds since 1970.
    package var expiration: Int
    package var scope: String?

    private enum CodingKeys: String, CodingKey {
        case accessToken = "access_token"
        case refreshToken = "refresh_token"
        case idToken = "id_token"
        case uaaToken = "uaa_token"
        case uaaRefreshToken = "uaa_refresh_token"
        case tokenType = "token_type"
        case expiresIn = "expires_in"
        case expiration
        case scope
    }

    package init(accessToken: String, refreshToken: String, expiresIn: Int, expiration: Int) {
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.tokenType = "Bearer"
        self.expiresIn = expiresIn
        self.expiration = expiration
    }
}

/// The body of a failed token request.
package struct TokenErrorBody: Codable, Sendable {
    package var errorCode: String
    package var errorMessage: String
    package var errorDetails: String?
    package var context: [String: String]

    package init(errorCode: String, errorMessage: String, errorDetails: String?, context: [String: String]) {
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.errorDetails = errorDetails
        self.context = context
    }
}

/// The claims of an access token that clients and services read.
package struct AccessTokenClaims: Codable, Sendable {
    /// The account that the token was made for.
    package struct AccountClaim: Codable, Sendable {
        package var bss: String
        package var valid: Bool

        package init(bss: String, valid: Bool = true) {
            self.bss = bss
            self.valid = valid
        }
    }

    package var iamID: String
    package var id: String
    package var realmID: String
    package var identifier: String
    package var givenName: String
    package var familyName: String
    package var name: String
    package var email: String
    package var sub: String
    /// `ServiceId` for a service id; absent for a person.
    package var subType: String?
    package var account: AccountClaim?
    package var iat: Int
    package var exp: Int
    /// From when on the token is valid; absent if that is `iat`.
    package var nbf: Int?
    package var iss: String
    package var grantType: String
    package var scope: String
    package var clientID: String
    package var jti: String
    package var acr: Int
    package var amr: [String]
    package var aud: String?
    /// Ours: the API key that the session began with, so that what is made of the session ends with the key.
    package var apiKeyID: String?

    private enum CodingKeys: String, CodingKey {
        case iamID = "iam_id"
        case id
        case realmID = "realmid"
        case identifier
        case givenName = "given_name"
        case familyName = "family_name"
        case name
        case email
        case sub
        case subType = "sub_type"
        case account
        case iat
        case exp
        case nbf
        case iss
        case grantType = "grant_type"
        case scope
        case clientID = "client_id"
        case jti
        case acr
        case amr
        case aud
        case apiKeyID = "apikey_id"
    }

    /// The claims of a person.
    package init(iamID: String, email: String, givenName: String, familyName: String, account: AccountClaim?) {
        self.iamID = iamID
        self.id = iamID
        self.realmID = "IBMid"
        self.identifier = iamID.split(separator: "-", maxSplits: 1).last.map(String.init) ?? iamID
        self.givenName = givenName
        self.familyName = familyName
        self.name = [givenName, familyName].filter { !$0.isEmpty }.joined(separator: " ")
        self.email = email
        self.sub = email
        self.account = account
        (iat, exp, iss, grantType, scope, clientID, jti, acr, amr) = (0, 0, "", "", "ibm openid", "bx", "", 1, ["pwd"])
    }

    /// The claims of a service id, which has no e-mail address: `id` stands for it.
    package init(serviceID id: String, iamID: String, name: String, account: AccountClaim?) {
        self.init(iamID: iamID, email: "", givenName: "", familyName: "", account: account)
        realmID = "iam"
        identifier = id
        self.name = name
        sub = id
        subType = "ServiceId"
    }
}

/// A page in the form of Cloud Foundry and account management.
package struct ResourcePage<Resource: Codable & Sendable>: Codable, Sendable {
    package var totalResults: Int
    package var totalPages: Int
    package var prevURL: String?
    package var nextURL: String?
    package var resources: [Resource]

    private enum CodingKeys: String, CodingKey {
        case totalResults = "total_results"
        case totalPages = "total_pages"
        case prevURL = "prev_url"
        case nextURL = "next_url"
        case resources
    }

    /// A first and only page.
    package init(_ resources: [Resource]) {
        self.totalResults = resources.count
        self.totalPages = 1
        self.resources = resources
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(totalResults, forKey: .totalResults)
        try container.encode(totalPages, forKey: .totalPages)
        try container.encode(prevURL, forKey: .prevURL)
        try container.encode(nextURL, forKey: .nextURL)
        try container.encode(resources, forKey: .resources)
    }
}

/// An account as account management shows it.
package struct AccountResource: Codable, Sendable {
    package struct Metadata: Codable, Sendable {
        package var guid: String
        package var url: String
        package var createdAt: String
        package var updatedAt: String
        package var origin: String

        private enum CodingKeys: String, CodingKey {
            case guid
            case url
            case createdAt = "created_at"
            case updatedAt = "updated_at"
            case origin
        }

        package init(guid: String, url: String, createdAt: String, updatedAt: String) {
            self.guid = guid
            self.url = url
            self.createdAt = createdAt
            self.updatedAt = updatedAt
            self.origin = "BSS"
        }
    }

    package struct Entity: Codable, Sendable {
        package var name: String
        package var type: String
        package var state: String
        package var owner: String
        package var ownerUserID: String
        package var ownerIAMID: String

        private enum CodingKeys: String, CodingKey {
            case name
            case type
            case state
            case owner
            case ownerUserID = "owner_userid"
            case ownerIAMID = "owner_iam_id"
        }

        package init(name: String, owner: String, ownerUserID: String, ownerIAMID: String) {
            self.name = name
            self.type = "STANDARD"
            self.state = "ACTIVE"
            self.owner = owner
            self.ownerUserID = ownerUserID
            self.ownerIAMID = ownerIAMID
        }
    }

    package var metadata: Metadata
    package var entity: Entity

    package init(metadata: Metadata, entity: Entity) {
        self.metadata = metadata
        self.entity = entity
    }
}
