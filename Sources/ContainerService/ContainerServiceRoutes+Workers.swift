// SPDX-License-Identifier: Apache-2.0

import API
import HTTP

extension ContainerServiceRoutes {
    func mountWorkers(on router: inout Router, base: String) {
        let all = "\(base)/clusters/{cluster}/workers"
        let one = "\(all)/{worker}"
        let show = RouteDescription("Workers", "Show a worker", gives: .json(WorkerInfo.self))
        router.on(
            .get,
            all,
            .init("Workers", "List the workers of a cluster", gives: .json([WorkerInfo].self))
        ) { try await workers.list($0) }
        router.on(
            .post,
            all,
            .init(
                "Workers",
                "Order further workers for a cluster",
                takes: .json(WorkerAddRequest.self),
                status: 201,
                gives: .json([WorkerInfo].self)
            ),
            audit.wrapping("containers.worker-add") { try await workers.add($0) }
        )
        router.on(.get, one, show) { try await workers.show($0) }
        router.on(
            .put,
            one,
            .init(
                "Workers",
                "Restart, reload or update a worker",
                details: "The action is one of \(WorkerActionRequest.actions.joined(separator: ", ")).",
                takes: .json(WorkerActionRequest.self),
                needing: ["action"],
                status: 204
            ),
            audit.wrapping("containers.worker-change") { try await workers.change($0) }
        )
        router.on(
            .delete,
            one,
            .init("Workers", "Remove a worker", status: 204),
            audit.wrapping("containers.worker-delete") { try await workers.remove($0) }
        )
        router.on(.get, "\(base)/workers/{worker}", show) { try await workers.show($0) }
    }

    func mountPools(on router: inout Router, base: String) {
        let all = "\(base)/clusters/{cluster}/workerpools"
        let one = "\(all)/{pool}"
        router.on(
            .get,
            all,
            .init("Worker pools", "List the worker pools of a cluster", gives: .json([WorkerPoolInfo].self))
        ) { try await pools.list($0) }
        router.on(
            .post,
            all,
            .init(
                "Worker pools",
                "Order a worker pool",
                takes: .json(WorkerPoolCreateRequest.self),
                needing: ["name"],
                status: 201,
                gives: .json(WorkerPoolInfo.self)
            ),
            audit.wrapping("containers.worker-pool-create") { try await pools.create($0) }
        )
        router.on(.get, one, .init("Worker pools", "Show a worker pool", gives: .json(WorkerPoolInfo.self))) {
            try await pools.show($0)
        }
        router.on(
            .patch,
            one,
            .init(
                "Worker pools",
                "Change a worker pool",
                details: "The state is one of \(WorkerPoolChangeRequest.states.joined(separator: ", ")).",
                takes: .json(WorkerPoolChangeRequest.self),
                needing: ["state"],
                status: 204
            ),
            audit.wrapping("containers.worker-pool-change") { try await pools.change($0) }
        )
        router.on(
            .delete,
            one,
            .init("Worker pools", "Remove a worker pool with its workers", status: 204),
            audit.wrapping("containers.worker-pool-delete") { try await pools.remove($0) }
        )
        mountZones(on: &router, pool: one)
    }

    private func mountZones(on router: inout Router, pool: String) {
        router.on(
            .post,
            "\(pool)/zones",
            .init(
                "Worker pools",
                "Let a worker pool have workers in a location",
                takes: .json(WorkerPoolZone.self),
                status: 201
            ),
            audit.wrapping("containers.worker-pool-zone-add") { try await pools.addZone($0) }
        )
        router.on(
            .delete,
            "\(pool)/zones/{zone}",
            .init("Worker pools", "Take the workers of a pool out of a location", status: 204),
            audit.wrapping("containers.worker-pool-zone-delete") { try await pools.removeZone($0) }
        )
    }
}
