// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import FoundationEssentials
import HTTP
import IAM
import Model
import Storage
import StorageSQLite
import Testing

@Suite struct TokenRotationTests {
    enum Place: CaseIterable {
        case memory
        case database
    }

    private func fixture(in place: Place) async throws -> IdentityFixture {
        switch place {
        case .memory: try await IdentityFixture()
        case .database: try await IdentityFixture(over: try await SQLiteStore.inMemory())
        }
    }

    @Test func refreshTokensOfOneSessionAreOneFamilyUntilTheyExpire() async throws {
        let fixture = try await IdentityFixture()
        let first = try await fixture.tokens(fixture.passwordForm(["bss_account": fixture.home]))
        let second = try await fixture.tokens(fixture.refreshForm(first.refreshToken))
        let third = try await fixture.tokens(fixture.refreshForm(first.refreshToken))
        #expect(Set([first.refreshToken, second.refreshToken, third.refreshToken]).count == 3)
        #expect(try fixture.claims(second.accessToken).account?.bss == fixture.home)
        let families = [first, second, third].map {
            fixture.store.token(RefreshTokenText.hash(of: $0.refreshToken))?.familyID
        }
        #expect(families[0] != nil && Set(families).count == 1)

        fixture.advance(30 * 86_400)
        let refusal = try await fixture.refusal(fixture.refreshForm(third.refreshToken))
        #expect(refusal.summary == "400 BXNIM0407E")
    }

    @Test(arguments: Place.allCases)
    func graceCountsFromTheFirstUse(place: Place) async throws {
        let fixture = try await fixture(in: place)
        let first = try await fixture.tokens(fixture.passwordForm())
        // Nothing is lost by leaving a token unused for long.
        fixture.advance(20 * 86_400)
        let second = try await fixture.tokens(fixture.refreshForm(first.refreshToken))
        fixture.advance(30)
        _ = try await fixture.tokens(fixture.refreshForm(first.refreshToken))
        fixture.advance(29.5)
        let third = try await fixture.tokens(fixture.refreshForm(first.refreshToken))
        fixture.advance(0.5)
        let refusal = try await fixture.refusal(fixture.refreshForm(first.refreshToken))
        #expect(refusal.summary == "400 BXNIM0407E")
        #expect(refusal.body.errorDetails?.contains("used before") == true)
        for token in [first, second, third] {
            let refusal = try await fixture.refusal(fixture.refreshForm(token.refreshToken))
            #expect(refusal.summary == "400 BXNIM0407E")
        }
    }

    @Test(arguments: Place.allCases)
    func aFamilyGoesOnAsLongAsItIsUsed(place: Place) async throws {
        let fixture = try await fixture(in: place)
        var token = try await fixture.tokens(fixture.apiKeyForm()).refreshToken
        for _ in 0..<5 {
            fixture.advance(29 * 86_400)
            token = try await fixture.tokens(fixture.refreshForm(token)).refreshToken
        }
    }

    @Test(arguments: Place.allCases)
    func reuseEndsItsFamilyAlone(place: Place) async throws {
        let fixture = try await fixture(in: place)
        let principal = Principal(iamID: fixture.iamID, email: "jane@example.com", accountID: fixture.home)
        let session = try await fixture.tokens(fixture.passwordForm())
        let stolen = try await fixture.issuer.kubeconfigTokens(for: principal)
        let other = try await fixture.issuer.kubeconfigTokens(for: principal)
        _ = try await fixture.tokens(fixture.refreshForm(stolen.refreshToken))
        fixture.advance(61)
        #expect(try await fixture.post(fixture.refreshForm(stolen.refreshToken)).status == 400)
        #expect(try await fixture.post(fixture.refreshForm(session.refreshToken)).status == 200)
        #expect(try await fixture.post(fixture.refreshForm(other.refreshToken)).status == 200)
        let events = fixture.events.withLock { $0 }.filter { $0.metadata["event"] == "iam.session.reused" }
        #expect(events.map { $0.metadata["iamID"] } == [fixture.iamID])
        #expect(!"\(events)".contains(stolen.refreshToken))
    }

    @Test(arguments: Place.allCases)
    func twentyAtOnceAllSucceed(place: Place) async throws {
        let fixture = try await fixture(in: place)
        let first = try await fixture.tokens(fixture.passwordForm())
        let form = fixture.refreshForm(first.refreshToken)
        let children = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await fixture.tokens(form).refreshToken } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(children).count == 20)
        fixture.advance(59)
        for child in children {
            #expect(try await fixture.post(fixture.refreshForm(child)).status == 200)
        }
    }

    @Test func failureInTheStoreKeepsTheToken() async throws {
        let fixture = try await IdentityFixture()
        let first = try await fixture.tokens(fixture.passwordForm())
        fixture.store.fail(on: "exchangeRefreshToken")
        #expect(try await fixture.post(fixture.refreshForm(first.refreshToken)).status == 500)
        fixture.store.fail(on: nil)
        fixture.advance(3600)
        #expect(try await fixture.post(fixture.refreshForm(first.refreshToken)).status == 200)
    }

    @Test func whatBeganWithAnAPIKeyEndsWithIt() async throws {
        let store = try await SQLiteStore.inMemory()
        let fixture = try await IdentityFixture(over: store)
        let byKey = try await fixture.tokens(fixture.apiKeyForm())
        let principal = try await fixture.authenticator.principal(
            of: .init(
                method: .get,
                path: "/",
                headers: ["Authorization": "Bearer \(byKey.accessToken)"]
            )
        )
        let kubeconfig = try await fixture.issuer.kubeconfigTokens(for: principal)
        let renewed = try await fixture.tokens(fixture.refreshForm(byKey.refreshToken))
        let byPassword = try await fixture.tokens(fixture.passwordForm())
        try await store.deleteRefreshTokens(apiKeyID: "ApiKey-1")
        for token in [byKey.refreshToken, kubeconfig.refreshToken, renewed.refreshToken] {
            #expect(try await fixture.refusal(fixture.refreshForm(token)).summary == "400 BXNIM0407E")
        }
        #expect(try await fixture.post(fixture.refreshForm(byPassword.refreshToken)).status == 200)
        await store.close()
    }
}
