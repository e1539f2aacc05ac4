// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import ContainerService
import FoundationEssentials
import HTTP
import Provisioning
import Testing

/// Workers that are ordered together.
struct WorkerPoolTests {
    private struct Pools {
        let service: ServiceFixture
        let id: String

        init(workers: Int = 1) async throws {
            service = try await ServiceFixture()
            id = try await service.create("first", workers: workers)
            _ = try #require(try await service.wait(for: id) { $0.state == "normal" })
        }

        func send(_ method: HTTPMethod, _ path: String = "", _ body: String = "") async throws -> HTTPResponse {
            try await service.send(method, "/v1/clusters/first/workerpools\(path)", body: body)
        }

        func list() async throws -> [WorkerPoolInfo] {
            try JSONDecoder().decode([WorkerPoolInfo].self, from: try await send(.get).bytes)
        }

        /// Waits until the names of the pools of the workers, in order, are these.
        func wait(for pools: [String]) async throws -> Bool {
            try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
                let workers = try await service.workers(id)
                return workers.map(\.poolName) == pools && workers.allSatisfy { $0.state == "normal" } ? true : nil
            } ?? false
        }
    }

    @Test func clusterBeginsWithItsStandardPool() async throws {
        let pools = try await Pools(workers: 2)
        let pool = try #require(try await pools.list().first)
        #expect(try await pools.list().count == 1)
        #expect(pool.name == "default" && pool.sizePerZone == 2 && pool.machineType == "free" && pool.isBalanced)
        #expect(pool.zones.map(\.id) == ["dal10"] && pool.zones.map(\.workerCount) == [2])
        #expect(try await pools.service.workers("first").allSatisfy { $0.poolID == pool.id })
        #expect(try await pools.send(.get, "/\(pool.id)").status == 200)
        await pools.service.reconciler.release()
    }

    @Test func poolGrowsAndShrinksAndGoes() async throws {
        let pools = try await Pools()
        let body = #"{"name":"web","sizePerZone":2,"labels":{"team":"blue"},"zones":[{"id":"dal10"}]}"#
        let made = try await pools.send(.post, "", body)
        #expect(made.status == 201)
        #expect(try await pools.wait(for: ["default", "web", "web"]))
        let orders = try await Deadline.poll(limit: .seconds(60)) {
            pools.service.provider.clusters[pools.id].flatMap { $0.workers.count == 3 ? $0.workers : nil }
        }
        let order = try #require(orders?.last)
        #expect(order.labels["team"] == "blue")
        #expect(order.labels["ibm-cloud.kubernetes.io/worker-pool-name"] == "web")

        #expect(try await pools.send(.patch, "/web", #"{"state":"resizing","sizePerZone":3}"#).status == 204)
        #expect(try await pools.wait(for: ["default", "web", "web", "web"]))
        #expect(try await pools.send(.patch, "/web", #"{"state":"resizing","sizePerZone":1}"#).status == 204)
        #expect(try await pools.wait(for: ["default", "web"]))
        #expect(try await pools.service.workers(pools.id).last?.id.hasSuffix("-w2") == true, "the oldest stays")

        #expect(try await pools.send(.delete, "/web").status == 204)
        #expect(try await pools.wait(for: ["default"]))
        let isGone = try await Deadline.poll(limit: .seconds(60)) { try await pools.list().count == 1 ? true : nil }
        #expect(isGone == true)
        await pools.service.reconciler.release()
    }

    @Test func poolWithoutAZoneHasNoWorkersBeforeItGetsOne() async throws {
        let pools = try await Pools()
        #expect(try await pools.send(.post, "", #"{"name":"web","sizePerZone":2}"#).status == 201)
        #expect(try await pools.list().last?.zones.isEmpty == true)
        #expect(try await pools.service.workers(pools.id).count == 1)
        #expect(try await pools.send(.post, "/web/zones", #"{"id":"ams03"}"#).status == 404)
        #expect(
            try await pools.send(.post, "/web/zones", #"{"id":"dal10","privateVlan":"dal10-private"}"#).status == 201
        )
        #expect(try await pools.wait(for: ["default", "web", "web"]))
        #expect(try await pools.send(.delete, "/web/zones/dal10").status == 204)
        #expect(try await pools.wait(for: ["default"]))
        #expect(try await pools.send(.delete, "/web").status == 204)
        #expect(try await pools.list().map(\.name) == ["default"])
        await pools.service.reconciler.release()
    }

    @Test func workerThatWasRemovedAloneComesBackByRebalancing() async throws {
        let pools = try await Pools(workers: 2)
        let worker = try await pools.service.workers(pools.id)[0].id
        #expect(try await pools.service.send(.delete, "/v1/clusters/first/workers/\(worker)").status == 204)
        #expect(try await pools.wait(for: ["default"]))
        #expect(try await pools.list()[0].isBalanced == false)
        #expect(try await pools.send(.patch, "/default", #"{"state":"rebalancing"}"#).status == 204)
        #expect(try await pools.wait(for: ["default", "default"]))
        #expect(try await pools.list()[0].isBalanced)

        // Workers that are ordered alone belong to no pool.
        #expect(try await pools.service.send(.post, "/v1/clusters/first/workers", body: "{}").status == 201)
        #expect(try await pools.wait(for: ["default", "default", ""]))
        #expect(try await pools.list()[0].isBalanced)
        await pools.service.reconciler.release()
    }

    @Test func labelsReachTheNodes() async throws {
        let pools = try await Pools()
        #expect(try await pools.send(.patch, "/default", #"{"state":"labels","labels":{"tier":"db"}}"#).status == 204)
        let reached = try await Deadline.poll(limit: .seconds(60)) {
            pools.service.provider.clusters[pools.id]?.workers.first?.labels["tier"]
        }
        #expect(reached == "db")
        await pools.service.reconciler.release()
    }

    @Test(arguments: [
        (#"{"name":""}"#, 400), (#"{"name":"-a"}"#, 400), (#"{"name":"default"}"#, 409), ("[]", 400),
        (#"{"name":"a","sizePerZone":-1}"#, 400), (#"{"name":"a","sizePerZone":51}"#, 400),
        (#"{"name":"a","sizePerZone":40,"zones":[{"id":"dal10"}]}"#, 400),
        (#"{"name":"a","isolation":"private"}"#, 400),
        (#"{"name":"a","machineType":"u2c.2x4"}"#, 400), (#"{"name":"a","zones":[{"id":"ams03"}]}"#, 404),
        (#"{"name":"a","zones":[{"id":"dal10","publicVlan":"9"}]}"#, 400),
        (#"{"name":"a","labels":{"kubernetes.io/role":"x"}}"#, 400), (#"{"name":"a","labels":{"a b":"x"}}"#, 400),
        (#"{"name":"a","labels":{"a":"x y"}}"#, 400), (#"{"name":"a","labels":{"a/b/c":"x"}}"#, 400),
    ])
    func wrongPoolsAreRefused(body: String, status: Int) async throws {
        let pools = try await Pools()
        #expect(try await pools.send(.post, "", body).status == status)
        #expect(try await pools.list().count == 1)
        await pools.service.reconciler.release()
    }

    @Test(arguments: [
        ("/default", #"{"state":"resizing"}"#, 400), ("/default", #"{"state":"resizing","sizePerZone":-1}"#, 400),
        ("/default", #"{"state":"resizing","sizePerZone":40}"#, 400), ("/default", #"{"state":"painting"}"#, 400),
        ("/none", #"{"state":"rebalancing"}"#, 404),
    ])
    func wrongChangesAreRefused(path: String, body: String, status: Int) async throws {
        let pools = try await Pools()
        #expect(try await pools.send(.patch, path, body).status == status)
        #expect(try await pools.list().map(\.sizePerZone) == [1])
        await pools.service.reconciler.release()
    }
}
