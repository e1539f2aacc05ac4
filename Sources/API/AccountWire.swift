// SPDX-License-Identifier: Apache-2.0

package import Basics

/// An account to make; ours, no client of the time makes accounts.
package struct AccountCreateRequest: Codable, Sendable {
    package var name: String

    package init(name: String) {
        self.name = name
    }
}

/// What is to change of an account; ours.
package struct AccountUpdateRequest: Codable, Sendable {
    package var allowsPasswordSessions: Bool

    private enum CodingKeys: String, CodingKey {
        case allowsPasswordSessions = "allow_password_sessions"
    }

    package init(allowsPasswordSessions: Bool) {
        self.allowsPasswordSessions = allowsPasswordSessions
    }
}

/// The organizations whose accounts are asked for.
package struct AccountsOfOrganizations: Codable, Sendable {
    /// One organization; its region is not looked at.
    package struct Reference: Codable, Sendable {
        package var id: String

        private enum CodingKeys: String, CodingKey {
            case id = "guid"
        }

        package init(id: String) {
            self.id = id
        }
    }

    package var organizations: [Reference]

    private enum CodingKeys: String, CodingKey {
        case organizations = "organizations_region"
    }

    package init(organizations: [Reference]) {
        self.organizations = organizations
    }
}

/// A member of an account, as version 1 of account management shows people.
package struct AccountUserResource: Codable, Sendable {
    /// Who the person is to the identity service.
    package struct Identity: Codable, Sendable {
        package var id: String
        package var username: String
        package var realmid: String
        package var identifier: String
    }

    /// What identifies the member, and since when.
    package struct Metadata: Codable, Sendable {
        package var guid: String
        package var url: String
        package var createdAt: String
        package var updatedAt: String
        package var verifiedAt: String
        package var identity: Identity

        private enum CodingKeys: String, CodingKey {
            case guid
            case url
            case createdAt = "created_at"
            case updatedAt = "updated_at"
            case verifiedAt = "verified_at"
            case identity
        }
    }

    /// What is known about the member.
    package struct Entity: Codable, Sendable {
        package var accountID: String
        package var firstName: String
        package var lastName: String
        package var state: String
        package var email: String
        package var phoneNumber: String
        package var role: String
        package var photo: String

        private enum CodingKeys: String, CodingKey {
            case accountID = "account_id"
            case firstName = "first_name"
            case lastName = "last_name"
            case state
            case email
            case phoneNumber = "phonenumber"
            case role
            case photo
        }
    }

    package var metadata: Metadata
    package var entity: Entity

    /// `user` in the form of version 1, linked below `prefix`.
    package init(_ user: AccountUser, prefix: String) {
        let name = user.iamID.split(separator: "-", maxSplits: 1).last.map(String.init) ?? user.iamID
        metadata = Metadata(
            guid: user.iamID,
            url: "\(prefix)/\(user.accountID)/users/\(user.iamID)",
            createdAt: user.invitedOn,
            updatedAt: user.addedOn.isEmpty ? user.invitedOn : user.addedOn,
            verifiedAt: user.addedOn,
            identity: Identity(id: user.iamID, username: user.userID, realmid: user.realm, identifier: name)
        )
        entity = Entity(
            accountID: user.accountID,
            firstName: user.firstName,
            lastName: user.lastName,
            state: user.state,
            email: user.email,
            phoneNumber: "",
            role: user.role,
            photo: ""
        )
    }
}

/// A member of an account, as version 2 of user management shows people; `role` is ours.
package struct AccountUser: Codable, Sendable {
    package var id: String
    package var iamID: String
    package var realm: String
    package var userID: String
    package var firstName: String
    package var lastName: String
    /// `ACTIVE`, or `PENDING` until the invitation is accepted.
    package var state: String
    /// `OWNER` or `MEMBER`.
    package var role: String
    package var email: String
    package var phoneNumber = ""
    package var alternativePhoneNumber = ""
    package var photo = ""
    package var accountID: String
    package var invitedOn: String
    /// Empty while the invitation is pending.
    package var addedOn: String

    private enum CodingKeys: String, CodingKey {
        case id
        case iamID = "iam_id"
        case realm
        case userID = "user_id"
        case firstName = "firstname"
        case lastName = "lastname"
        case state
        case role
        case email
        case phoneNumber = "phonenumber"
        case alternativePhoneNumber = "altphonenumber"
        case photo
        case accountID = "account_id"
        case invitedOn = "invitedOn"
        case addedOn = "added_on"
    }

    package init(
        iamID: String,
        email: String,
        firstName: String,
        lastName: String,
        accountID: String,
        role: String,
        state: String,
        invitedOn: String,
        addedOn: String
    ) {
        (id, self.iamID, realm, userID, self.email) = (iamID, iamID, "IBMid", email, email)
        (self.firstName, self.lastName, self.accountID) = (firstName, lastName, accountID)
        (self.role, self.state, self.invitedOn, self.addedOn) = (role, state, invitedOn, addedOn)
    }
}

/// A page of members in the form of version 2.
package struct AccountUserPage: Codable, Sendable {
    package var totalResults: Int
    package var limit: Int
    /// Paths with query, relative to the host.
    package var firstURL: String
    package var nextURL: String?
    package var resources: [AccountUser]

    private enum CodingKeys: String, CodingKey {
        case totalResults = "total_results"
        case limit
        case firstURL = "first_url"
        case nextURL = "next_url"
        case resources
    }

    package init(totalResults: Int, limit: Int, firstURL: String, nextURL: String?, resources: [AccountUser]) {
        (self.totalResults, self.limit, self.firstURL) = (totalResults, limit, firstURL)
        (self.nextURL, self.resources) = (nextURL, resources)
    }
}

/// A policy for who is invited.
package struct InvitedPolicy: Codable, Sendable {
    /// `access`; absent means the same.
    package var type: String?
    package var roles: [PolicyRoleReference]?
    package var resources: [PolicyAttributes]?

    package init(roles: [PolicyRoleReference], resource: [PolicyAttribute]) {
        (type, self.roles) = ("access", roles)
        resources = [PolicyAttributes(attributes: resource)]
    }
}

/// Whom to invite to an account.
package struct InvitationRequest: Codable, Sendable {
    /// One person to invite.
    package struct Person: Codable, Sendable {
        package var email: String
        /// `MEMBER` in any case; absent means the same.
        package var accountRole: String?

        private enum CodingKeys: String, CodingKey {
            case email
            case accountRole = "account_role"
        }

        package init(email: String, accountRole: String? = nil) {
            (self.email, self.accountRole) = (email, accountRole)
        }
    }

    package var users: [Person]
    /// What those who accept may do, each.
    package var policies: [InvitedPolicy]?
    package var accessGroups: [JSONValue]?

    private enum CodingKeys: String, CodingKey {
        case users
        case policies = "iam_policy"
        case accessGroups = "access_groups"
    }

    package init(users: [Person], policies: [InvitedPolicy]? = nil) {
        (self.users, self.policies) = (users, policies)
    }
}

/// Who was invited; `invitation` is the secret to hand over, which is shown this once.
package struct InvitationResponse: Codable, Sendable {
    /// One person who was invited.
    package struct Invited: Codable, Sendable {
        package var email: String
        package var id: String
        package var state: String
        package var invitation: String
        package var expiresAt: String

        private enum CodingKeys: String, CodingKey {
            case email
            case id
            case state
            case invitation
            case expiresAt = "expires_at"
        }

        package init(email: String, id: String, invitation: String, expiresAt: String) {
            (self.email, self.id, state) = (email, id, "PENDING")
            (self.invitation, self.expiresAt) = (invitation, expiresAt)
        }
    }

    package var resources: [Invited]

    package init(resources: [Invited]) {
        self.resources = resources
    }
}

/// The secret of an invitation and, from someone without a password, the one to sign in with from now on.
package struct InvitationAcceptance: Codable, Sendable {
    /// The code of the failure that says that a password is missing.
    package static let passwordNeededCode = "BXNACC9001E"

    package var invitation: String
    package var password: String?
    package var firstName: String?
    package var lastName: String?

    private enum CodingKeys: String, CodingKey {
        case invitation
        case password
        case firstName = "firstname"
        case lastName = "lastname"
    }

    package init(invitation: String, password: String? = nil) {
        (self.invitation, self.password) = (invitation, password)
    }
}

/// An account as version 4 shows it.
package struct AccountDetails: Codable, Sendable {
    /// Special properties, none of which accounts here have.
    package struct Traits: Codable, Sendable {
        package var euSupported = false
        package var poc = false
        package var hippa = false

        private enum CodingKeys: String, CodingKey {
            case euSupported = "eu_supported"
            case poc
            case hippa
        }
    }

    package var id: String
    package var name: String
    package var type = "STANDARD"
    package var status = "ACTIVE"
    package var owner: String
    package var ownerUserID: String
    package var ownerIAMID: String
    package var linkedInfrastructureAccount = ""
    package var isTeamDirectoryEnabled = true
    package var traits = Traits()
    /// Ours: whether sessions that began with a password may have tokens for the account.
    package var allowsPasswordSessions: Bool

    private enum CodingKeys: String, CodingKey {
        case id
        case name
        case type
        case status
        case owner
        case ownerUserID = "owner_userid"
        case ownerIAMID = "owner_iamid"
        case linkedInfrastructureAccount = "linked_softlayer_account"
        case isTeamDirectoryEnabled = "team_directory_enabled"
        case traits
        case allowsPasswordSessions = "allow_password_sessions"
    }

    package init(
        id: String,
        name: String,
        ownerUserID: String,
        ownerIAMID: String,
        allowsPasswordSessions: Bool = true
    ) {
        (self.id, self.name, owner) = (id, name, ownerIAMID)
        self.allowsPasswordSessions = allowsPasswordSessions
        (self.ownerUserID, self.ownerIAMID) = (ownerUserID, ownerIAMID)
    }
}

/// A resource group; each account has the one called `Default`.
package struct ResourceGroup: Codable, Sendable {
    package var id: String
    package var crn: String
    package var accountID: String
    package var name = "Default"
    package var state = "ACTIVE"
    package var isDefault = true
    package var canReclaim = false
    package var resourceLinkages: [String] = []
    package var createdAt: String
    package var updatedAt: String

    private enum CodingKeys: String, CodingKey {
        case id
        case crn
        case accountID = "account_id"
        case name
        case state
        case isDefault = "default"
        case canReclaim = "enable_reclamation"
        case resourceLinkages = "resource_linkages"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    package init(id: String, accountID: String, createdAt: String) {
        (self.id, self.accountID, self.createdAt, updatedAt) = (id, accountID, createdAt, createdAt)
        crn = "crn:v1:bluemix:public:resource-controller::a/\(accountID)::resource-group:\(id)"
    }
}

/// The resource groups that a request asked for.
package struct ResourceGroupList: Codable, Sendable {
    package var resources: [ResourceGroup]

    package init(resources: [ResourceGroup]) {
        self.resources = resources
    }
}
