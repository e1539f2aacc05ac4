// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import Storage
import StorageSQLite
import Testing

@Suite struct QuotaStoreTests {
    private static let date = Date(timeIntervalSince1970: 1_517_000_000)

    private func store() async throws -> SQLiteStore {
        let store = try await SQLiteStore.inMemory()
        let user = User(
            iamID: "IBMid-1",
            email: "a@example.com",
            givenName: "",
            familyName: "",
            passwordHash: "",
            createdAt: Self.date
        )
        try await store.createUser(user)
        let account = Account(id: "a", name: "A", ownerIAMID: "IBMid-1", createdAt: Self.date, updatedAt: Self.date)
        try await store.createAccount(account)
        return store
    }

    @Test func anAccountsOwnQuotaIsKeptUntilItIsTakenBack() async throws {
        let store = try await store()
        #expect(try await store.quota(accountID: "a") == [:])
        try await store.setQuota(.workers, to: 3, accountID: "a")
        try await store.setQuota(.clusters, to: 0, accountID: "a")
        try await store.setQuota(.workers, to: 4, accountID: "a")
        #expect(try await store.quota(accountID: "a") == [.workers: 4, .clusters: 0])
        try await store.setQuota(.workers, to: nil, accountID: "a")
        #expect(try await store.quota(accountID: "a") == [.clusters: 0])
        await #expect(throws: StoreError.notFound(kind: "account", id: "b")) {
            try await store.setQuota(.workers, to: 1, accountID: "b")
        }
    }

    @Test func theFirstKeyOwnerStaysUntilThereIsAnother() async throws {
        let store = try await store()
        await #expect(throws: StoreError.notFound(kind: "key owner", id: "us-south")) {
            try await store.keyOwner(accountID: "a", region: "us-south")
        }
        for (id, owner) in [("1", "IBMid-1"), ("2", "IBMid-2")] {
            let cluster = Cluster(
                id: id,
                accountID: "a",
                name: id,
                region: "us-south",
                zone: "dal10",
                version: KubernetesVersion(major: 1, minor: 20, patch: 2),
                ownerIAMID: owner,
                ownerEmail: "\(owner)@example.com",
                machineType: "free",
                isPaid: false,
                createdAt: Self.date,
                workers: []
            )
            try await store.createCluster(cluster)
        }
        #expect(try await store.keyOwner(accountID: "a", region: "us-south").iamID == "IBMid-1")
        let other = KeyOwner(accountID: "a", region: "us-south", iamID: "IBMid-3", email: "c", since: Self.date)
        try await store.setKeyOwner(other)
        #expect(try await store.keyOwner(accountID: "a", region: "us-south") == other)
        let usage = try await store.usage(accountID: "a")
        #expect(usage == AccountQuota(freeClusters: 2, clusters: 2, workers: 0))
    }
}
