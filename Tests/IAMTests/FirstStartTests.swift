// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import Glibc
import IAM
import Model
import Storage
import StorageSQLite
import TestSupport
import Testing

@Suite struct FirstStartTests {
    private func administrator(
        _ directory: String,
        _ store: any IdentityFixture.Stores,
        endpoint: String = "https://slipway.test"
    ) -> InitialAdministrator {
        InitialAdministrator(
            configuration: .init(file: directory + "/initial-admin.json", endpoint: endpoint, caFile: "/ca.pem"),
            stores: store,
            hasher: PasswordHasher()
        )
    }

    private func written(_ directory: String) throws -> InitialCredentials? {
        try Files.read(directory + "/initial-admin.json").map {
            try JSONDecoder().decode(InitialCredentials.self, from: $0)
        }
    }

    /// Whether all that `credentials` promise is true.
    private func hold(_ credentials: InitialCredentials, _ store: any IdentityFixture.Stores) async throws -> Bool {
        let user = try await store.user(email: credentials.email)
        let key = try await store.apiKey(hash: Digest.sha256Hex(credentials.apikey))
        let isMember = try await store.isMember(iamID: user.iamID, accountID: credentials.accountId)
        let isRight = await PasswordHasher().verify(credentials.password, against: user.passwordHash)
        return isMember && isRight && key.accountID == credentials.accountId && key.iamID == user.iamID
    }

    @Test func theFirstStartMakesAnAdministratorAndLaterStartsDoNot() async throws {
        try await withTemporaryDirectory { directory in
            let store = MemoryIdentityStore()
            let credentials = try #require(try await administrator(directory, store).ensure())
            #expect(try written(directory) == credentials)
            #expect(credentials.accountId.count == 32)
            #expect(credentials.email == "admin@slipway.local")
            #expect(credentials.apikey.count == 44)
            #expect(try await hold(credentials, store))
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["initial-admin.json"])
            var information = stat()
            #expect(stat(directory + "/initial-admin.json", &information) == 0 && information.st_mode & 0o777 == 0o600)

            #expect(try await administrator(directory, store).ensure() == nil)
            try Files.remove(directory + "/initial-admin.json")
            #expect(try await administrator(directory, store).ensure() == nil)
            #expect(try written(directory) == nil)
            #expect(store.accountCount == 1)
        }
    }

    @Test(arguments: ["createUser", "createAccount", "createAPIKey"])
    func aStartThatWasCutOffIsFinishedByTheNext(step: String) async throws {
        try await withTemporaryDirectory { directory in
            let store = MemoryIdentityStore()
            store.fail(on: step)
            await #expect(throws: StoreError.self) { try await administrator(directory, store).ensure() }
            store.fail(on: nil)
            let credentials = try #require(try await administrator(directory, store).ensure())
            #expect(try written(directory) == credentials)
            #expect(try await hold(credentials, store))
            #expect(store.accountCount == 1)
        }
    }

    @Test func theDatabaseTakesTheFirstAdministrator() async throws {
        try await withTemporaryDirectory { directory in
            let store = try await SQLiteStore.inMemory()
            let credentials = try #require(try await administrator(directory, store).ensure())
            #expect(try await hold(credentials, store))
            #expect(try await administrator(directory, store).ensure() == nil)
            await store.close()
        }
    }

    @Test func theFileFollowsTheAddressOfTheServer() async throws {
        try await withTemporaryDirectory { directory in
            let store = MemoryIdentityStore()
            let credentials = try #require(try await administrator(directory, store).ensure())
            #expect(try await administrator(directory, store, endpoint: "https://other.test").ensure() == nil)
            #expect(try written(directory)?.endpoint == "https://other.test")
            #expect(try written(directory)?.password == credentials.password)
        }
    }
}
