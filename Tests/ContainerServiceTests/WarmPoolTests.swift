// SPDX-License-Identifier: Apache-2.0

import API
import ContainerService
import HTTP
import Testing

/// Orders take the identifiers of prepared clusters.
struct WarmPoolTests {
    private static let prepared = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

    @Test func orderTakesThePreparedCluster() async throws {
        let service = try await ServiceFixture()
        service.provider.change { $0.prepared = [Self.prepared] }
        #expect(try await service.create("first") == Self.prepared)
        #expect(try await service.create("second") != Self.prepared)
        await service.reconciler.release()
    }

    @Test func refusedOrderGivesItBack() async throws {
        let service = try await ServiceFixture()
        let first = try await service.create("first")
        service.provider.change { $0.prepared = [Self.prepared] }
        #expect(try await service.send(.post, "/v1/clusters", body: #"{"name":"first"}"#).status == 409)
        #expect(try await service.create("second") == Self.prepared)
        #expect(first != Self.prepared)
        await service.reconciler.release()
    }

    @Test func providerIsToldWhatWasOrdered() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first")
        await service.reconciler.release()
        let second = try await ServiceFixture(after: service)
        try await second.reconciler.start()
        #expect(service.provider.ordered == [id])
        await second.reconciler.release()
    }
}
