// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Model
import Storage

/// Finds the person here who signed in at a provider.
///
/// A person is bound to the provider's name for them, the subject, at the first sign-in: addresses can be given to
/// somebody else later, subjects cannot.
struct FederatedPeople: Sendable {
    let users: any UserStore
    let identities: any FederatedIdentityStore
    let time: TimeSource

    func person(_ claims: ProviderClaims, of provider: IdentityProvider) async throws -> User {
        guard !claims.email.isEmpty else { throw FederationRefusal(.foreignEmail, "the provider names no address") }
        guard provider.covers(claims.email) else {
            throw FederationRefusal(.foreignEmail, "the domain is not of the provider", email: claims.email)
        }
        guard claims.isVerified || !provider.requiresVerifiedEmail else {
            throw FederationRefusal(.unverifiedEmail, "email_verified is not true", email: claims.email)
        }
        if let known = try await bound(claims, provider) { return known }
        if let invited = try await existing({ try await users.user(email: claims.email) }) {
            return try await bind(invited, claims, provider)
        }
        return try await admit(claims, provider)
    }

    /// Whom the subject has been before.
    private func bound(_ claims: ProviderClaims, _ provider: IdentityProvider) async throws -> User? {
        let identity = try await existing {
            try await identities.federatedIdentity(issuer: provider.issuer, subject: claims.subject)
        }
        guard let identity else { return nil }
        guard let user = try await existing({ try await users.user(iamID: identity.iamID) }),
            provider.covers(user.email)
        else { throw FederationRefusal(.unknownPerson, "the subject was somebody else's user", email: claims.email) }
        return user
    }

    private func bind(_ user: User, _ claims: ProviderClaims, _ provider: IdentityProvider) async throws -> User {
        var person = user
        (person.givenName, person.familyName) = (claims.givenName, claims.familyName)
        do {
            try await identities.bindFederatedIdentity(identity(user.iamID, claims, provider), person: person)
            return try await users.user(iamID: user.iamID)
        } catch StoreError.alreadyExists {
            // Another tab of the same person may have been quicker.
            if let same = try await bound(claims, provider), same.iamID == user.iamID { return same }
            throw FederationRefusal(.otherSubject, "the person is bound to another subject", email: claims.email)
        }
    }

    private func admit(_ claims: ProviderClaims, _ provider: IdentityProvider) async throws -> User {
        guard let accountID = provider.admittingAccountID else {
            throw FederationRefusal(.unknownPerson, "the person was not invited", email: claims.email)
        }
        let user = User(
            iamID: User.newIAMID(),
            email: claims.email,
            givenName: claims.givenName,
            familyName: claims.familyName,
            passwordHash: "",
            createdAt: time.now()
        )
        let identity = identity(user.iamID, claims, provider)
        do {
            try await identities.admitFederatedUser(user, identity: identity, accountID: accountID)
            return user
        } catch StoreError.alreadyExists {
            if let same = try await bound(claims, provider) { return same }
            throw FederationRefusal(.otherSubject, "the person is bound to another subject", email: claims.email)
        } catch StoreError.notFound {
            throw FederationRefusal(.unknownPerson, "the account to let in to does not exist", email: claims.email)
        }
    }

    private func identity(_ iamID: String, _ claims: ProviderClaims, _ provider: IdentityProvider) -> FederatedIdentity
    {
        FederatedIdentity(issuer: provider.issuer, subject: claims.subject, iamID: iamID, boundAt: time.now())
    }
}
