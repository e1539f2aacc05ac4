// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `AccessPolicyStore` must do; it must keep those whom policies are about too.
package enum AccessPolicyStoreConformance {
    package typealias Store = AccessPolicyStore & AccountStore & MembershipStore & ServiceIDStore

    package static let checks: [ConformanceCheck<any Store>] = [
        .init("a policy is read back whole", isReadBack),
        .init("an id is taken once", idIsTakenOnce),
        .init("members, the invited and service ids have policies, nobody else", needsItsSubject),
        .init("policies are listed by account and subject, oldest first", areListed),
        .init("a policy is replaced whole, at its revision only", isReplaced),
        .init("a deleted policy is gone, and no other", isDeleted),
    ]

    private static let date = Date(timeIntervalSince1970: 1_517_000_000.25)
    private static let everything = ResourceAttributes(
        serviceName: "containers-kubernetes",
        region: "us-south",
        serviceInstance: "c1",
        resourceType: "namespace",
        resource: "a"
    )

    /// Two accounts with an owner, a service id each, and one who is invited to the first.
    private static func prepare(_ store: any Store) async throws {
        for id in ["a", "b"] {
            try await store.createAccount(
                Account(id: id, name: id, ownerIAMID: "owner", createdAt: date, updatedAt: date)
            )
            let serviceID = ServiceID(
                id: "ServiceId-\(id)",
                accountID: id,
                name: "",
                description: "",
                instanceNames: [],
                createdAt: date
            )
            try await store.createServiceID(serviceID, key: nil)
        }
        let invitation = Invitation(secretHash: "h", accountID: "a", iamID: "guest", expiresAt: date)
        try await store.createInvitation(invitation, at: date)
    }

    private static func policy(
        _ id: String,
        _ iamID: String = "owner",
        accountID: String = "a",
        age: Double = 0,
        roles: Set<PlatformRole> = [.viewer, .operator],
        resource: ResourceAttributes = everything
    ) -> AccessPolicy {
        AccessPolicy(
            id: id,
            accountID: accountID,
            iamID: iamID,
            roles: roles,
            resource: resource,
            description: "d",
            createdAt: date - age,
            createdBy: "maker"
        )
    }

    private static func isReadBack(_ store: any Store) async throws {
        try await prepare(store)
        for expected in [policy("1"), policy("2", roles: [.administrator], resource: ResourceAttributes())] {
            try await store.createAccessPolicy(expected)
            #expect(try await store.accessPolicy(id: expected.id) == expected)
        }
        await #expect(throws: StoreError.notFound(kind: "policy", id: "3")) { try await store.accessPolicy(id: "3") }
    }

    private static func idIsTakenOnce(_ store: any Store) async throws {
        try await prepare(store)
        try await store.createAccessPolicy(policy("1"))
        await #expect(throws: StoreError.alreadyExists(kind: "policy", id: "1")) {
            try await store.createAccessPolicy(policy("1", "guest"))
        }
    }

    private static func needsItsSubject(_ store: any Store) async throws {
        try await prepare(store)
        for iamID in ["owner", "guest", "iam-ServiceId-a"] {
            try await store.createAccessPolicy(policy("of \(iamID)", iamID))
        }
        for iamID in ["stranger", "iam-ServiceId-b", "ServiceId-a", ""] {
            await #expect(throws: StoreError.notFound(kind: "member", id: iamID)) {
                try await store.createAccessPolicy(policy("of \(iamID)", iamID))
            }
        }
        #expect(try await store.accessPolicies(accountID: "a", iamID: nil).count == 3)
    }

    private static func areListed(_ store: any Store) async throws {
        try await prepare(store)
        try await store.createAccessPolicy(policy("new"))
        try await store.createAccessPolicy(policy("old", age: 3))
        try await store.createAccessPolicy(policy("other", "guest", age: 2))
        try await store.createAccessPolicy(policy("foreign", accountID: "b"))
        #expect(try await store.accessPolicies(accountID: "a", iamID: nil).map(\.id) == ["old", "other", "new"])
        #expect(try await store.accessPolicies(accountID: "a", iamID: "owner").map(\.id) == ["old", "new"])
        #expect(try await store.accessPolicies(accountID: "b", iamID: "guest").isEmpty)
    }

    private static func isReplaced(_ store: any Store) async throws {
        try await prepare(store)
        try await store.createAccessPolicy(policy("1"))
        var changed = policy("1")
        (changed.roles, changed.description) = ([.editor], "")
        changed.resource = ResourceAttributes(region: "eu-de")
        (changed.modifiedAt, changed.modifiedBy, changed.revision) = (date + 9, "other", 2)
        #expect(try await !store.replaceAccessPolicy(changed, revision: 7))
        #expect(try await store.accessPolicy(id: "1") == policy("1"))
        #expect(try await store.replaceAccessPolicy(changed, revision: 1))
        #expect(try await store.accessPolicy(id: "1") == changed)
        await #expect(throws: StoreError.notFound(kind: "policy", id: "2")) {
            try await store.replaceAccessPolicy(policy("2"), revision: 1)
        }
    }

    private static func isDeleted(_ store: any Store) async throws {
        try await prepare(store)
        try await store.createAccessPolicy(policy("1"))
        try await store.createAccessPolicy(policy("2"))
        try await store.deleteAccessPolicy(id: "1")
        try await store.deleteAccessPolicy(id: "1")
        #expect(try await store.accessPolicies(accountID: "a", iamID: nil).map(\.id) == ["2"])
    }
}
