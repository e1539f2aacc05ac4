// SPDX-License-Identifier: Apache-2.0

import API
import ContainerService
import FoundationEssentials
import HTTP
import Model
import StorageSQLite
import Testing

struct QuotaTests {
    private static let small = AccountQuota(freeClusters: 1, clusters: 3, workers: 4)

    private func order(_ service: ServiceFixture, _ body: String, token: String = "ann") async throws -> (Int, String) {
        let answer = try await service.send(.post, "/v1/clusters", body: body, token: token)
        let code = try? JSONDecoder().decode(ContainerErrorBody.self, from: answer.bytes).code
        return (answer.status, code ?? "")
    }

    @Test func anAccountHasOneFreeCluster() async throws {
        let service = try await ServiceFixture(quota: Self.small)
        #expect(try await order(service, #"{"name":"first"}"#) == (201, ""))
        #expect(try await order(service, #"{"name":"second"}"#) == (409, "E0034"))
        #expect(try await order(service, #"{"name":"first"}"#) == (409, "E0007"))
        #expect(try await order(service, #"{"name":"paid","machineType":"u2c.2x4"}"#) == (201, ""))
        #expect(try await order(service, #"{"name":"other"}"#, token: "bob") == (201, ""))
        #expect(try await service.send(.delete, "/v1/clusters/first").status == 204)
        #expect(try await order(service, #"{"name":"next"}"#) == (201, ""))
        await service.reconciler.release()
    }

    @Test func onlyOneOfManyAtATimeGetsTheLastPlace() async throws {
        let service = try await ServiceFixture(quota: Self.small)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...8 {
                group.addTask { try await order(service, #"{"name":"c\#(number)","workerNum":0}"#).0 }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.sorted() == [201] + Array(repeating: 409, count: 7))
        #expect(try await service.store.clusters(accountID: nil).count == 1)
        await service.reconciler.release()
    }

    @Test func clustersAndWorkersAreCounted() async throws {
        let service = try await ServiceFixture(quota: Self.small)
        func paid(_ name: String, _ workers: Int) -> String {
            #"{"name":"\#(name)","machineType":"u2c.2x4","workerNum":\#(workers)}"#
        }
        #expect(try await order(service, paid("big", 5)) == (409, "E0035"))
        #expect(try await order(service, paid("one", 2)) == (201, ""))
        let add = try await service.send(.post, "/v1/clusters/one/workers", body: #"{"workerNum":3}"#)
        #expect(add.status == 409)
        #expect(try await service.send(.post, "/v1/clusters/one/workers", body: #"{"workerNum":2}"#).status == 201)
        let resize = #"{"state":"resizing","sizePerZone":3}"#
        let pool = "/v1/clusters/one/workerpools/default"
        #expect(try await service.send(.patch, pool, body: resize).status == 409)
        #expect(try await service.workers("one").count == 4)
        #expect(try await order(service, paid("two", 0)) == (201, ""))
        #expect(try await order(service, paid("three", 0)) == (201, ""))
        #expect(try await order(service, paid("four", 0)) == (409, "E0035"))
        await service.reconciler.release()
    }

    @Test func anAccountCanHaveAQuotaOfItsOwn() async throws {
        let service = try await ServiceFixture(quota: Self.small)
        try await service.store.setQuota(.freeClusters, to: 2, accountID: ServiceFixture.accountID)
        try await service.store.setQuota(.workers, to: 1, accountID: ServiceFixture.accountID)
        #expect(try await order(service, #"{"name":"first"}"#) == (201, ""))
        #expect(try await order(service, #"{"name":"second"}"#) == (409, "E0035"))
        #expect(try await order(service, #"{"name":"second","workerNum":0}"#) == (201, ""))
        #expect(try await order(service, #"{"name":"third","workerNum":0}"#) == (409, "E0034"))
        // Less than there is already takes nothing away, and lets nothing be added.
        try await service.store.setQuota(.clusters, to: 1, accountID: ServiceFixture.accountID)
        #expect(try await service.send(.get, "/v1/clusters/second").status == 200)
        let paid = #"{"name":"paid","machineType":"u2c.2x4","workerNum":0}"#
        #expect(try await order(service, paid) == (409, "E0035"))
        try await service.store.setQuota(.clusters, to: nil, accountID: ServiceFixture.accountID)
        #expect(try await order(service, paid) == (201, ""))
        await service.reconciler.release()
    }
}
