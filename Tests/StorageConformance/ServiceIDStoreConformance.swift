// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `ServiceIDStore` must do; it must keep API keys and policies too.
package enum ServiceIDStoreConformance {
    package typealias Store = ServiceIDStore & APIKeyStore & AccessPolicyStore

    package static let checks: [ConformanceCheck<any Store>] = [
        .init("a service id is read back whole", isReadBack),
        .init("an id is taken once, and nothing of a second one stays", idIsTakenOnce),
        .init("service ids are listed by account, oldest first", areListed),
        .init("a service id is replaced whole, at its revision only", isReplaced),
        .init("a service id goes with its keys and policies, at its revision only", goesWithAllOfIt),
    ]

    private static let date = Date(timeIntervalSince1970: 1_517_000_000)

    private static func serviceID(_ id: String, accountID: String = "a", age: Double = 0) -> ServiceID {
        ServiceID(
            id: "ServiceId-\(id)",
            accountID: accountID,
            name: "n",
            description: "d",
            instanceNames: ["crn:v1:\"x\"", "y"],
            createdAt: date - age
        )
    }

    private static func key(_ id: String, of serviceID: ServiceID) -> APIKey {
        APIKey(id: id, name: "k", iamID: serviceID.iamID, accountID: "a", keyHash: id, createdAt: date)
    }

    private static func isReadBack(_ store: any Store) async throws {
        let expected = serviceID("1")
        try await store.createServiceID(expected, key: key("k", of: expected))
        #expect(try await store.serviceID(id: "ServiceId-1") == expected)
        #expect(try await store.apiKey(id: "k") == key("k", of: expected))
        await #expect(throws: StoreError.notFound(kind: "service ID", id: "2")) { try await store.serviceID(id: "2") }
    }

    private static func idIsTakenOnce(_ store: any Store) async throws {
        try await store.createServiceID(serviceID("1"), key: nil)
        await #expect(throws: StoreError.alreadyExists(kind: "service ID", id: "ServiceId-1")) {
            try await store.createServiceID(serviceID("1"), key: key("k", of: serviceID("1")))
        }
        await #expect(throws: StoreError.self) { try await store.apiKey(id: "k") }
    }

    private static func areListed(_ store: any Store) async throws {
        try await store.createServiceID(serviceID("new"), key: nil)
        try await store.createServiceID(serviceID("old", age: 3), key: nil)
        try await store.createServiceID(serviceID("foreign", accountID: "b"), key: nil)
        #expect(try await store.serviceIDs(accountID: "a").map(\.id) == ["ServiceId-old", "ServiceId-new"])
    }

    private static func isReplaced(_ store: any Store) async throws {
        try await store.createServiceID(serviceID("1"), key: nil)
        var changed = serviceID("1")
        (changed.name, changed.description, changed.instanceNames) = ("m", "e", [])
        (changed.isLocked, changed.modifiedAt, changed.revision) = (true, date + 9, 2)
        #expect(try await !store.replaceServiceID(changed, revision: 7))
        #expect(try await store.serviceID(id: "ServiceId-1") == serviceID("1"))
        #expect(try await store.replaceServiceID(changed, revision: 1))
        #expect(try await store.serviceID(id: "ServiceId-1") == changed)
    }

    private static func goesWithAllOfIt(_ store: any Store) async throws {
        let (gone, other) = (serviceID("1"), serviceID("2"))
        try await store.createServiceID(gone, key: key("k1", of: gone))
        try await store.createServiceID(other, key: key("k2", of: other))
        for (id, subject) in [("p1", gone), ("p2", other)] {
            try await store.createAccessPolicy(
                AccessPolicy(
                    id: id,
                    accountID: "a",
                    iamID: subject.iamID,
                    roles: [.viewer],
                    resource: ResourceAttributes(),
                    createdAt: date,
                    createdBy: "owner"
                )
            )
        }
        #expect(try await !store.deleteServiceID(id: gone.id, revision: 2))
        #expect(try await store.apiKey(id: "k1").id == "k1")
        #expect(try await store.deleteServiceID(id: gone.id, revision: 1))
        await #expect(throws: StoreError.self) { try await store.serviceID(id: gone.id) }
        await #expect(throws: StoreError.self) { try await store.apiKey(id: "k1") }
        #expect(try await store.apiKey(id: "k2").id == "k2")
        #expect(try await store.accessPolicies(accountID: "a", iamID: nil).map(\.id) == ["p2"])
    }
}
