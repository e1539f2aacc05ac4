// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `OrganizationStore` must do.
package enum OrganizationStoreConformance {
    package typealias Store = OrganizationStore & AccountStore

    package static let checks: [ConformanceCheck<any Store>] = [
        .init("organizations come with their spaces, oldest first", organizationsComeWithSpaces),
        .init("names are taken once", namesAreTakenOnce),
        .init("a failed creation leaves nothing", failedCreationLeavesNothing),
        .init("both get other names", bothGetOtherNames),
        .init("a space is removed", spaceIsRemoved),
        .init("what is missing is not found", missingIsNotFound),
    ]

    private static let date = Date(timeIntervalSince1970: 1_517_000_000.25)

    private static func organization(_ id: String, _ name: String, second: Double = 0) -> Organization {
        Organization(id: id, accountID: "a", region: "us-south", name: name, createdAt: date + second)
    }

    private static func space(_ id: String, _ name: String, in organization: String = "o") -> Space {
        Space(id: id, organizationID: organization, name: name, createdAt: date)
    }

    private static func prepare(_ store: any Store) async throws {
        for id in ["a", "b"] {
            try await store.createAccount(
                Account(id: id, name: id, ownerIAMID: "owner", createdAt: date, updatedAt: date)
            )
        }
        try await store.createOrganization(
            organization("o", "first"),
            spaces: [space("s", "dev")],
            managerIAMID: "owner"
        )
    }

    private static func organizationsComeWithSpaces(_ store: any Store) async throws {
        try await prepare(store)
        try await store.createOrganization(organization("n", "new", second: 1), spaces: [], managerIAMID: "owner")
        try await store.createSpace(space("t", "test"))
        let expected = [organization("o", "first"), organization("n", "new", second: 1)]
        #expect(try await store.organizations(accountID: "a") == expected)
        #expect(try await store.organizations(accountID: "b").isEmpty)
        #expect(try await store.organization(id: "o") == organization("o", "first"))
        #expect(try await store.spaces(organizationID: "o") == [space("s", "dev"), space("t", "test")])
        #expect(try await store.space(id: "t") == space("t", "test"))
    }

    private static func namesAreTakenOnce(_ store: any Store) async throws {
        try await prepare(store)
        await #expect(throws: StoreError.alreadyExists(kind: "organization", id: "first")) {
            try await store.createOrganization(organization("n", "first"), spaces: [], managerIAMID: "owner")
        }
        await #expect(throws: StoreError.alreadyExists(kind: "space", id: "dev")) {
            try await store.createSpace(space("t", "dev"))
        }
        try await store.createOrganization(
            organization("n", "new"),
            spaces: [space("t", "dev", in: "n")],
            managerIAMID: "owner"
        )
        await #expect(throws: StoreError.alreadyExists(kind: "organization", id: "first")) {
            try await store.renameOrganization(id: "n", to: "first", at: date)
        }
    }

    private static func failedCreationLeavesNothing(_ store: any Store) async throws {
        try await prepare(store)
        let spaces = [space("t", "x", in: "n"), space("u", "x", in: "n")]
        await #expect(throws: StoreError.self) {
            try await store.createOrganization(organization("n", "new"), spaces: spaces, managerIAMID: "owner")
        }
        #expect(try await store.organizations(accountID: "a").map(\.id) == ["o"])
    }

    private static func bothGetOtherNames(_ store: any Store) async throws {
        try await prepare(store)
        try await store.renameOrganization(id: "o", to: "other", at: date + 5)
        try await store.renameSpace(id: "s", to: "prod", at: date + 5)
        #expect(try await store.organization(id: "o").name == "other")
        #expect(try await store.organization(id: "o").updatedAt == date + 5)
        #expect(try await store.space(id: "s").name == "prod")
    }

    private static func spaceIsRemoved(_ store: any Store) async throws {
        try await prepare(store)
        try await store.deleteSpace(id: "s")
        try await store.deleteSpace(id: "s")
        #expect(try await store.spaces(organizationID: "o").isEmpty)
    }

    private static func missingIsNotFound(_ store: any Store) async throws {
        await #expect(throws: StoreError.notFound(kind: "organization", id: "x")) {
            try await store.organization(id: "x")
        }
        await #expect(throws: StoreError.notFound(kind: "space", id: "x")) { try await store.space(id: "x") }
        await #expect(throws: StoreError.notFound(kind: "organization", id: "x")) {
            try await store.renameOrganization(id: "x", to: "y", at: date)
        }
        await #expect(throws: StoreError.notFound(kind: "space", id: "x")) {
            try await store.renameSpace(id: "x", to: "y", at: date)
        }
    }
}
