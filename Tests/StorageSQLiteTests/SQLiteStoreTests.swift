// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import Model
import SQLite
import Storage
import StorageConformance
import StorageSQLite
import TestSupport
import Testing

@Suite struct SQLiteStoreTests {
    enum Place: CaseIterable {
        case file
        case memory
    }

    private func withStore(in place: Place, _ body: (SQLiteStore) async throws -> Void) async throws {
        switch place {
        case .memory:
            try await body(try await SQLiteStore.inMemory())
        case .file:
            try await withTemporaryDirectory { directory in
                try await body(try await SQLiteStore(path: "\(directory)/slipway.db"))
            }
        }
    }

    @Test(arguments: AccountStoreConformance.checks, Place.allCases)
    func keepsAccounts(_ check: ConformanceCheck<any AccountStore>, place: Place) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: MembershipStoreConformance.checks, Place.allCases)
    func keepsMemberships(
        _ check: ConformanceCheck<any MembershipStoreConformance.Store>,
        place: Place
    ) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: OrganizationStoreConformance.checks, Place.allCases)
    func keepsOrganizations(
        _ check: ConformanceCheck<any OrganizationStoreConformance.Store>,
        place: Place
    ) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: FederatedIdentityStoreConformance.checks, Place.allCases)
    func keepsFederatedIdentities(
        _ check: ConformanceCheck<any FederatedIdentityStoreConformance.Store>,
        place: Place
    ) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: OrganizationRoleStoreConformance.checks, Place.allCases)
    func keepsOrganizationRoles(
        _ check: ConformanceCheck<any OrganizationRoleStoreConformance.Store>,
        place: Place
    ) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: UserStoreConformance.checks, Place.allCases)
    func keepsUsers(_ check: ConformanceCheck<any UserStore>, place: Place) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: APIKeyStoreConformance.checks, Place.allCases)
    func keepsAPIKeys(_ check: ConformanceCheck<any APIKeyStoreConformance.Store>, place: Place) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: ServiceIDStoreConformance.checks, Place.allCases)
    func keepsServiceIDs(_ check: ConformanceCheck<any ServiceIDStoreConformance.Store>, place: Place) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: AccessPolicyStoreConformance.checks, Place.allCases)
    func keepsAccessPolicies(
        _ check: ConformanceCheck<any AccessPolicyStoreConformance.Store>,
        place: Place
    ) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: RefreshTokenStoreConformance.checks, Place.allCases)
    func keepsRefreshTokens(_ check: ConformanceCheck<any RefreshTokenStore>, place: Place) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: PasscodeStoreConformance.checks, Place.allCases)
    func keepsPasscodes(_ check: ConformanceCheck<any PasscodeStore>, place: Place) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: ClusterStoreConformance.checks, Place.allCases)
    func keepsClusters(_ check: ConformanceCheck<any ClusterStore>, place: Place) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: AuditStoreConformance.checks, Place.allCases)
    func keepsAuditEvents(_ check: ConformanceCheck<any AccountStore & AuditStore>, place: Place) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: RegistryImageStoreConformance.checks, Place.allCases)
    func keepsRegistryImages(_ check: ConformanceCheck<any RegistryImageStore>, place: Place) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: RegistryUsageStoreConformance.checks, Place.allCases)
    func keepsRegistryUsage(
        _ check: ConformanceCheck<any RegistryUsageStoreConformance.Store>,
        place: Place
    ) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: RegistryNamespaceStoreConformance.checks, Place.allCases)
    func keepsRegistryNamespaces(
        _ check: ConformanceCheck<any RegistryNamespaceStoreConformance.Store>,
        place: Place
    ) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: RegistryTokenStoreConformance.checks, Place.allCases)
    func keepsRegistryTokens(
        _ check: ConformanceCheck<any RegistryTokenStoreConformance.Store>,
        place: Place
    ) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test(arguments: ImageInventoryStoreConformance.checks, Place.allCases)
    func keepsImageInventories(
        _ check: ConformanceCheck<any ImageInventoryStoreConformance.Store>,
        place: Place
    ) async throws {
        try await withStore(in: place) { try await check.run($0) }
    }

    @Test func dataIsThereAfterReopening() async throws {
        try await withTemporaryDirectory { directory in
            let user = User(
                iamID: "IBMid-1",
                email: "a@example.com",
                givenName: "A",
                familyName: "B",
                passwordHash: "",
                createdAt: Date(timeIntervalSince1970: 1)
            )
            let first = try await SQLiteStore(path: "\(directory)/slipway.db")
            try await first.createUser(user)
            // A second one on the same file sees it at once, closed or not.
            let second = try await SQLiteStore(path: "\(directory)/slipway.db")
            #expect(try await second.user(iamID: "IBMid-1") == user)
            await first.close()
            await second.close()
            let third = try await SQLiteStore(path: "\(directory)/slipway.db")
            #expect(try await third.user(iamID: "IBMid-1") == user)
        }
    }

    @Test func onlyTheOwnerMayReadTheFiles() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/slipway.db"
            // Even if somebody made the file readable for all before.
            try Files.write(Data(), to: path, mode: 0o644)
            let store = try await SQLiteStore(path: path)
            #expect(try await !store.hasAccounts())
            for suffix in ["", "-wal", "-shm"] {
                var information = stat()
                try #require(stat(path + suffix, &information) == 0)
                #expect(information.st_mode & 0o777 == 0o600)
            }
            await store.close()
        }
    }

    @Test func newerDatabaseIsRefusedUnchanged() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/slipway.db"
            let database = try await SQLiteDatabase.open(.file(path))
            try await database.write { try $0.script("PRAGMA user_version = 99") }
            await #expect {
                try await SQLiteStore(path: path)
            } throws: { error in
                guard case .unavailable(let reason)? = error as? StoreError else { return false }
                return reason.contains("schema 99")
            }
            let tables = try await database.read { connection in
                try connection.rows("SELECT name FROM sqlite_schema") { row throws(SQLiteError) in try row.text("name")
                }
            }
            #expect(tables == [])
            await database.close()
        }
    }

    @Test func fileThatIsNoDatabaseIsRefused() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/slipway.db"
            try Files.write(Data(repeating: 65, count: 8192), to: path)
            let error = await #expect(throws: StoreError.self) { try await SQLiteStore(path: path) }
            // Whoever reads the log at night has to find the file.
            #expect(error.map { "\($0)".hasPrefix("cannot use the database \(path): ") } == true)
            await #expect(throws: StoreError.self) { try await SQLiteStore(path: "\(directory)/missing/slipway.db") }
        }
    }

    @Test func closedStoreIsUnavailable() async throws {
        let store = try await SQLiteStore.inMemory()
        await store.close()
        await #expect(throws: StoreError.self) { try await store.hasAccounts() }
    }
}
