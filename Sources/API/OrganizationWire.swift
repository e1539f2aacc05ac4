// SPDX-License-Identifier: Apache-2.0

/// Something in the form of Cloud Foundry: what identifies it, and what it is.
package struct CloudFoundryResource<Entity: Codable & Sendable>: Codable, Sendable {
    package var metadata: CloudFoundryMetadata
    package var entity: Entity

    package init(metadata: CloudFoundryMetadata, entity: Entity) {
        (self.metadata, self.entity) = (metadata, entity)
    }
}

/// What identifies a resource, and since when.
package struct CloudFoundryMetadata: Codable, Sendable {
    package var guid: String
    package var url: String
    package var createdAt: String
    package var updatedAt: String

    private enum CodingKeys: String, CodingKey {
        case guid
        case url
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    package init(guid: String, url: String, createdAt: String, updatedAt: String) {
        (self.guid, self.url, self.createdAt, self.updatedAt) = (guid, url, createdAt, updatedAt)
    }
}

/// An organization; account and region are ours.
package struct OrganizationEntity: Codable, Sendable {
    package var name: String
    package var status: String
    package var isBilled: Bool
    package var spacesURL: String
    package var accountID: String
    package var region: String

    private enum CodingKeys: String, CodingKey {
        case name
        case status
        case isBilled = "billing_enabled"
        case spacesURL = "spaces_url"
        case accountID = "account_id"
        case region
    }

    package init(name: String, spacesURL: String, accountID: String, region: String) {
        (self.name, status, isBilled) = (name, "active", false)
        (self.spacesURL, self.accountID, self.region) = (spacesURL, accountID, region)
    }
}

/// A space.
package struct SpaceEntity: Codable, Sendable {
    package var name: String
    package var organizationID: String
    package var organizationURL: String
    package var allowsSSH: Bool

    private enum CodingKeys: String, CodingKey {
        case name
        case organizationID = "organization_guid"
        case organizationURL = "organization_url"
        case allowsSSH = "allow_ssh"
    }

    package init(name: String, organizationID: String) {
        (self.name, self.organizationID, allowsSSH) = (name, organizationID, false)
        organizationURL = "/v2/organizations/\(organizationID)"
    }
}

/// What to make, or how to name it from now on; spaces need their organization when they are made.
package struct CloudFoundryOrder: Codable, Sendable {
    package var name: String
    package var organizationID: String?

    private enum CodingKeys: String, CodingKey {
        case name
        case organizationID = "organization_guid"
    }

    package init(name: String, organizationID: String? = nil) {
        (self.name, self.organizationID) = (name, organizationID)
    }
}

/// A region as Cloud Foundry clients list it.
package struct RegionInfo: Codable, Sendable {
    /// A word, and how to show it.
    package struct Label: Codable, Sendable {
        package var name: String
        package var displayName: String

        private enum CodingKeys: String, CodingKey {
            case name
            case displayName = "display_name"
        }

        package init(name: String, displayName: String) {
            (self.name, self.displayName) = (name, displayName)
        }
    }

    package var id: String
    package var domain: String
    package var name: String
    package var region: String
    package var displayName: String
    package var customer: Label
    package var deployment: Label
    package var geo: Label
    package var cloudFoundryAPI: String
    package var multiRegionAPI: String
    package var type: String
    package var isHome: Bool
    package var aliases: [String]

    private enum CodingKeys: String, CodingKey {
        case id
        case domain
        case name
        case region
        case displayName = "display_name"
        case customer
        case deployment
        case geo
        case cloudFoundryAPI = "cf_api"
        case multiRegionAPI = "mccp_api"
        case type
        case isHome = "home"
        case aliases
    }

    /// The only region of a server, which answers for everything at one address.
    package init(region: String, baseURL: String) {
        (id, name, self.region, displayName) = ("ibm:yp:\(region)", region, region, region)
        domain = baseURL.split(separator: "/").last.map(String.init) ?? baseURL
        customer = Label(name: "ibm", displayName: "IBM")
        deployment = Label(name: "yp", displayName: "Production")
        geo = Label(name: region, displayName: region)
        (cloudFoundryAPI, multiRegionAPI, type, isHome, aliases) = (baseURL, baseURL, "public", true, [])
    }
}
