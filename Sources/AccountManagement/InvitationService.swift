// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Authorization
import Basics
import Cryptography
import FoundationEssentials
import Model
import Storage

/// Invites people to accounts, and lets them in.
///
/// There is no mail server: whoever invites gets a secret and hands it over. It is good once, and for a week.
struct InvitationService: Sendable {
    private static let lifetime: TimeInterval = 7 * 86_400
    private static let passwordLengths = 10...256
    private static let mostPolicies = 20

    let access: AccountAccess
    let users: any UserStore
    let memberships: any MembershipStore
    let observer: any AccessObserver
    let hasher: PasswordHasher
    /// Whether the holder of an address has no password here, but an identity provider.
    let signsInElsewhere: @Sendable (String) -> Bool
    let time: TimeSource
    let logger: Logger

    /// Invites all of `emails`; who is invited already gets a new secret in place of the old one.
    ///
    /// Whoever may invite administers the account, and so everything that `policies` can be about.
    func invite(
        _ emails: [String],
        policies: [InvitedPolicy],
        accountID: String,
        by principal: Principal
    ) async throws -> [InvitationResponse.Invited] {
        _ = try await access.account(id: accountID, changedBy: principal)
        let emails = try emails.map(Self.email)
        guard !emails.isEmpty, emails.count <= 50, Set(emails).count == emails.count else {
            throw APIError.malformedRequest("it must name one to 50 people, each once")
        }
        let terms = try Self.terms(of: policies, accountID: accountID)
        var invited: [InvitationResponse.Invited] = []
        for email in emails {
            invited.append(try await invite(email, terms: terms, accountID: accountID, by: principal))
        }
        return invited
    }

    private func invite(
        _ email: String,
        terms: [PolicyTerms],
        accountID: String,
        by principal: Principal
    ) async throws -> InvitationResponse.Invited {
        let iamID = try await person(email).iamID
        let now = time.now()
        let secret = RandomText.hex(byteCount: 24)
        let invitation = Invitation(
            secretHash: Digest.sha256Hex(secret),
            accountID: accountID,
            iamID: iamID,
            expiresAt: now.addingTimeInterval(Self.lifetime)
        )
        let policies = terms.map { Self.policy($0, of: iamID, in: accountID, createdAt: now, by: principal) }
        do {
            try await memberships.createInvitation(invitation, policies: policies, at: now)
        } catch {
            guard case .alreadyExists = error else { throw error }
            throw APIError.conflict("'\(email)' belongs to the account already")
        }
        logger.info(
            "person invited",
            ["event": "account.user.invited", "accountID": accountID, "iamID": principal.iamID, "member": iamID]
        )
        let expiry = invitation.expiresAt.millisecondText
        return InvitationResponse.Invited(email: email, id: iamID, invitation: secret, expiresAt: expiry)
    }

    private static func policy(
        _ terms: PolicyTerms,
        of iamID: String,
        in accountID: String,
        createdAt now: Date,
        by principal: Principal
    ) -> AccessPolicy {
        AccessPolicy(
            id: UUID().uuidString.lowercased(),
            accountID: accountID,
            iamID: iamID,
            roles: terms.roles,
            resource: terms.resource,
            createdAt: now,
            createdBy: principal.iamID
        )
    }

    /// The person with this e-mail, who is made known if nobody has it.
    private func person(_ email: String) async throws -> User {
        do throws(StoreError) {
            return try await users.user(email: email)
        } catch .notFound {
            let user = User(
                iamID: User.newIAMID(),
                email: email,
                givenName: "",
                familyName: "",
                passwordHash: "",
                createdAt: time.now()
            )
            do throws(StoreError) {
                try await users.createUser(user)
                return user
            } catch .alreadyExists {
                return try await users.user(email: email)
            }
        }
    }

    /// Lets the person of the invitation into its account.
    ///
    /// Who has no password yet sets one; the secret alone is the proof. Who has one, or signs in elsewhere, must have
    /// signed in: `principal`.
    func accept(_ acceptance: InvitationAcceptance, by principal: Principal?) async throws -> AccountUser {
        let hash = Digest.sha256Hex(acceptance.invitation)
        let now = time.now()
        do {
            let invitation = try await memberships.invitation(hash: hash)
            guard now < invitation.expiresAt else { throw APIError.invalidInvitation }
            let user = try await users.user(iamID: invitation.iamID)
            let person = try await newcomer(user, acceptance, principal)
            try await memberships.acceptInvitation(hash: hash, person: person, at: now)
            await observer.accessChanged(in: invitation.accountID)
            logger.info(
                "invitation accepted",
                ["event": "account.user.joined", "accountID": invitation.accountID, "iamID": user.iamID]
            )
            let membership = try await memberships.membership(accountID: invitation.accountID, iamID: user.iamID)
            return AccountUser(membership, person ?? user)
        } catch StoreError.notFound, StoreError.alreadyExists {
            // Unknown, or somebody was quicker.
            throw APIError.invalidInvitation
        }
    }

    private func newcomer(
        _ user: User,
        _ acceptance: InvitationAcceptance,
        _ principal: Principal?
    ) async throws -> User? {
        guard user.passwordHash.isEmpty, principal?.iamID != user.iamID, !signsInElsewhere(user.email) else {
            guard let principal else {
                throw APIError.unauthenticated("the invitation is for '\(user.email)', who must log in to accept it")
            }
            guard principal.iamID == user.iamID else {
                throw APIError.forbidden("The invitation is for '\(user.email)', log in as that user to accept it")
            }
            return nil
        }
        guard let password = acceptance.password, !password.isEmpty else { throw APIError.passwordNeeded }
        guard Self.passwordLengths.contains(password.utf8.count) else {
            throw APIError.malformedRequest("a password has \(Self.passwordLengths.lowerBound) to 256 bytes")
        }
        var person = user
        person.givenName = String((acceptance.firstName ?? "").prefix(100))
        person.familyName = String((acceptance.lastName ?? "").prefix(100))
        person.passwordHash = try await hasher.hash(password)
        return person
    }

    private static func terms(of policies: [InvitedPolicy], accountID: String) throws -> [PolicyTerms] {
        guard policies.count <= mostPolicies else {
            throw APIError.malformedRequest("'iam_policy' has at most \(mostPolicies) policies")
        }
        return try policies.map { try terms(of: $0, accountID: accountID) }
    }

    private static func terms(of policy: InvitedPolicy, accountID: String) throws -> PolicyTerms {
        guard ["access", nil].contains(policy.type) else {
            throw APIError.malformedRequest("policies are of type access")
        }
        do {
            return try PolicyTerms(roles: policy.roles ?? [], resources: policy.resources ?? [], accountID: accountID)
        } catch {
            throw APIError.malformedRequest("the value of '\(error.field)' is not possible: \(error.reason)")
        }
    }

    private static func email(_ text: String) throws -> String {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isClean = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } && !text.contains { "<>\"',;".contains($0) }
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), isClean, text.utf8.count <= 254 else {
            throw APIError.malformedRequest("'\(text.prefix(80))' is not an e-mail address")
        }
        return text.lowercased()
    }
}
