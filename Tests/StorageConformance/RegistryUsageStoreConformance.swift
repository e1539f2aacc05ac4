// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `RegistryUsageStore` must do.
package enum RegistryUsageStoreConformance {
    package typealias Store = RegistryUsageStore & AccountStore & UserStore

    package static let checks: [ConformanceCheck<any Store>] = [
        .init("an account begins on the free plan", accountBeginsFree),
        .init("plan and limits come back", allowanceComesBack),
        .init("a pull is counted once", pullIsCountedOnce),
        .init("one of many deliveries is counted", oneDeliveryIsCounted),
        .init("months and accounts are counted apart", monthsAreCountedApart),
        .init("forgotten pulls stay counted", forgottenPullsStayCounted),
    ]

    private static let date = Date(timeIntervalSince1970: 1_517_000_000)

    /// An owner with the accounts `a` and `b`.
    static func prepare(_ store: any AccountStore & UserStore) async throws {
        let user = User(
            iamID: "owner",
            email: "owner@example.com",
            givenName: "",
            familyName: "",
            passwordHash: "h",
            createdAt: date
        )
        try await store.createUser(user)
        for id in ["a", "b"] {
            try await store.createAccount(
                Account(id: id, name: id, ownerIAMID: "owner", createdAt: date, updatedAt: date)
            )
        }
    }

    private static func pull(_ event: String, account: String = "a", month: String = "2018-01") -> RegistryPull {
        RegistryPull(eventID: event, accountID: account, month: month, bytes: 7)
    }

    private static func accountBeginsFree(_ store: any Store) async throws {
        try await prepare(store)
        let allowance = try await store.registryAllowance(accountID: "a")
        #expect(allowance == RegistryAllowance(plan: .free))
        #expect(allowance.limits == RegistryAmounts(storage: 512_000_000, traffic: 5_120_000_000))
    }

    private static func allowanceComesBack(_ store: any Store) async throws {
        try await prepare(store)
        let some = RegistryAllowance(plan: .standard, own: RegistryAmounts(storage: 0, traffic: nil))
        let others = RegistryAllowance(plan: .free, own: RegistryAmounts(storage: nil, traffic: 5))
        for allowance in [some, others] {
            try await store.setRegistryAllowance(allowance, accountID: "a")
            #expect(try await store.registryAllowance(accountID: "a") == allowance)
        }
        #expect(some.limits == RegistryAmounts(storage: 0, traffic: nil))
        #expect(others.limits == RegistryAmounts(storage: 512_000_000, traffic: 5))
        #expect(try await store.registryAllowance(accountID: "b") == RegistryAllowance(plan: .free))
    }

    private static func pullIsCountedOnce(_ store: any Store) async throws {
        try await prepare(store)
        #expect(try await store.registryTraffic(accountID: "a", month: "2018-01") == 0)
        try await store.countRegistryPulls([pull("1"), pull("2"), pull("1")], at: date)
        try await store.countRegistryPulls([pull("2"), pull("3")], at: date)
        #expect(try await store.registryTraffic(accountID: "a", month: "2018-01") == 21)
    }

    private static func oneDeliveryIsCounted(_ store: any Store) async throws {
        try await prepare(store)
        try await withThrowingTaskGroup { group in
            for _ in 0..<8 { group.addTask { try await store.countRegistryPulls([pull("1")], at: date) } }
            try await group.waitForAll()
        }
        #expect(try await store.registryTraffic(accountID: "a", month: "2018-01") == 7)
    }

    private static func monthsAreCountedApart(_ store: any Store) async throws {
        try await prepare(store)
        try await store.countRegistryPulls(
            [pull("1"), pull("2", month: "2018-02"), pull("3", account: "b"), pull("4", account: "b")],
            at: date
        )
        #expect(try await store.registryTraffic(accountID: "a", month: "2018-01") == 7)
        #expect(try await store.registryTraffic(accountID: "a", month: "2018-02") == 7)
        #expect(try await store.registryTraffic(accountID: "b", month: "2018-01") == 14)
    }

    private static func forgottenPullsStayCounted(_ store: any Store) async throws {
        try await prepare(store)
        try await store.countRegistryPulls([pull("1")], at: date)
        try await store.countRegistryPulls([pull("2")], at: date + 1)
        try await store.forgetRegistryPulls(countedBefore: date + 1)
        try await store.countRegistryPulls([pull("2")], at: date + 2)
        #expect(try await store.registryTraffic(accountID: "a", month: "2018-01") == 14)
    }
}
