// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Authorization
package import Basics
package import HTTP

/// Mounts the container service, at the root and under `/global`.
package struct ContainerServiceRoutes: RouteCollection {
    private let clusters: ClusterHandler
    private let events: ClusterEventHandler
    private let workers: WorkerHandler
    private let pools: WorkerPoolHandler
    private let configurations: ConfigurationHandler
    private let versions: VersionHandler
    private let locations: LocationHandler
    private let audit: AuditTrail
    private let logger: Logger

    package init(
        authenticator: any Authenticator,
        authorizer: Authorizer,
        clusters: ClusterService,
        workers: WorkerService,
        pools: WorkerPoolService,
        configurations: ConfigurationService,
        versions: VersionService,
        locations: LocationService,
        audit: any AuditLog,
        time: TimeSource = .system,
        logger: Logger
    ) {
        let callers = CallerRecognition(authenticator: authenticator, authorizer: authorizer)
        self.events = ClusterEventHandler(clusters: clusters, callers: callers)
        self.clusters = ClusterHandler(service: clusters, locations: locations, callers: callers)
        self.workers = WorkerHandler(clusters: clusters, service: workers, callers: callers)
        self.pools = WorkerPoolHandler(clusters: clusters, service: pools, callers: callers)
        self.configurations = ConfigurationHandler(service: configurations, callers: callers)
        self.versions = VersionHandler(service: versions)
        self.locations = LocationHandler(service: locations, clusters: clusters, callers: callers)
        self.audit = AuditTrail(authenticator: authenticator, audit: audit, time: time, logger: logger)
        self.logger = logger
    }

    package func mount(on router: inout Router) {
        router.wrapping(ContainerErrors.middleware(logger: logger)) { router in
            for base in ["/v1", "/global/v1"] { mount(on: &router, base: base) }
        }
    }

    private func mount(on router: inout Router, base: String) {
        router.on(.get, "\(base)/clusters") { try await clusters.list($0) }
        router.on(
            .post,
            "\(base)/clusters",
            audit.wrapping("containers.cluster-create") { try await clusters.create($0) }
        )
        router.on(.get, "\(base)/clusters/{cluster}") { try await clusters.show($0) }
        let cluster = "\(base)/clusters/{cluster}"
        router.on(.delete, cluster, audit.wrapping("containers.cluster-delete") { try await clusters.delete($0) })
        router.on(.get, "\(cluster)/events") { try await events.list($0) }
        router.on(
            .get,
            "\(cluster)/config",
            audit.wrapping("containers.config-download") { try await configurations.user($0) }
        )
        router.on(
            .get,
            "\(cluster)/config/admin",
            audit.wrapping("containers.admin-config-download") { try await configurations.admin($0) }
        )
        mountWorkers(on: &router, base: base)
        mountPools(on: &router, base: base)
        mountLocations(on: &router, base: base)
        router.on(.get, "\(base)/kube-versions") { try await versions.list($0) }
    }

    private func mountWorkers(on router: inout Router, base: String) {
        let all = "\(base)/clusters/{cluster}/workers"
        let one = "\(all)/{worker}"
        router.on(.get, all) { try await workers.list($0) }
        router.on(.post, all, audit.wrapping("containers.worker-add") { try await workers.add($0) })
        router.on(.get, one) { try await workers.show($0) }
        router.on(.put, one, audit.wrapping("containers.worker-change") { try await workers.change($0) })
        router.on(.delete, one, audit.wrapping("containers.worker-delete") { try await workers.remove($0) })
        router.on(.get, "\(base)/workers/{worker}") { try await workers.show($0) }
    }

    private func mountPools(on router: inout Router, base: String) {
        let all = "\(base)/clusters/{cluster}/workerpools"
        let one = "\(all)/{pool}"
        router.on(.get, all) { try await pools.list($0) }
        router.on(.post, all, audit.wrapping("containers.worker-pool-create") { try await pools.create($0) })
        router.on(.get, one) { try await pools.show($0) }
        router.on(.patch, one, audit.wrapping("containers.worker-pool-change") { try await pools.change($0) })
        router.on(.delete, one, audit.wrapping("containers.worker-pool-delete") { try await pools.remove($0) })
        router.on(
            .post,
            "\(one)/zones",
            audit.wrapping("containers.worker-pool-zone-add") { try await pools.addZone($0) }
        )
        router.on(
            .delete,
            "\(one)/zones/{zone}",
            audit.wrapping("containers.worker-pool-zone-delete") { try await pools.removeZone($0) }
        )
    }

    private func mountLocations(on router: inout Router, base: String) {
        router.on(.get, "\(base)/regions") { try await locations.regions($0) }
        router.on(.get, "\(base)/zones") { try await locations.zones($0) }
        router.on(.get, "\(base)/datacenters") { try await locations.locations($0) }
        let location = "\(base)/datacenters/{location}"
        router.on(.get, "\(location)/machine-types") { try await locations.machineTypes($0) }
        router.on(.get, "\(location)/vlans") { try await locations.vlans($0) }
        router.on(.get, "\(base)/subnets") { try await locations.subnets($0) }
    }
}
