// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Authorization
package import Basics
package import HTTP

/// Mounts the container service, at the root and under `/global`.
package struct ContainerServiceRoutes: RouteCollection {
    let clusters: ClusterHandler
    let masters: MasterHandler
    let auditWebhooks: AuditWebhookHandler
    let events: ClusterEventHandler
    let workers: WorkerHandler
    let pools: WorkerPoolHandler
    let configurations: ConfigurationHandler
    let versions: VersionHandler
    let locations: LocationHandler
    let infrastructure: InfrastructureHandler
    let subnets: SubnetHandler
    let audit: AuditTrail
    private let logger: Logger

    package init(
        authenticator: any Authenticator,
        authorizer: Authorizer,
        clusters: ClusterService,
        masters: MasterService,
        hibernation: HibernationService,
        workers: WorkerService,
        pools: WorkerPoolService,
        configurations: ConfigurationService,
        versions: VersionService,
        locations: LocationService,
        keys: KeyService,
        notices: NoticeFolder,
        audit: any AuditLog,
        time: TimeSource = .system,
        logger: Logger
    ) {
        let callers = CallerRecognition(authenticator: authenticator, authorizer: authorizer)
        self.masters = MasterHandler(service: masters, callers: callers)
        auditWebhooks = AuditWebhookHandler(service: masters, callers: callers)
        self.events = ClusterEventHandler(clusters: clusters, callers: callers)
        self.clusters = ClusterHandler(
            service: clusters,
            locations: locations,
            hibernation: hibernation,
            callers: callers
        )
        self.workers = WorkerHandler(clusters: clusters, service: workers, callers: callers)
        self.pools = WorkerPoolHandler(clusters: clusters, service: pools, callers: callers)
        self.configurations = ConfigurationHandler(service: configurations, callers: callers)
        self.versions = VersionHandler(service: versions)
        self.locations = LocationHandler(service: locations, clusters: clusters, callers: callers)
        infrastructure = InfrastructureHandler(keys: keys, notices: notices, callers: callers)
        subnets = SubnetHandler(clusters: clusters, locations: locations, callers: callers)
        self.audit = AuditTrail(authenticator: authenticator, audit: audit, time: time, logger: logger)
        self.logger = logger
    }

    package func mount(on router: inout Router) {
        router.wrapping(ContainerErrors.middleware(logger: logger)) { router in
            for base in ["", "/global"] {
                mount(on: &router, base: "\(base)/v1")
                mountSecondVersion(on: &router, base: "\(base)/v2")
            }
        }
    }

    /// What stands in the `{name}` parts of the paths.
    package static let names = [
        "cluster": "The name or the ID of a cluster.",
        "location": "The name of a location, such as dal10.",
        "pool": "The name or the ID of a worker pool.",
        "subnet": "The ID of a subnet; of one that a user brought, also its network, such as 192.168.10.0/24.",
        "vlan": "The ID of a VLAN, such as dal10-private.",
        "worker": "The ID of a worker.",
        "zone": "The name of a location, such as dal10.",
    ]

    private func mount(on router: inout Router, base: String) {
        mountClusters(on: &router, base: base)
        mountMasters(on: &router, base: base)
        mountWorkers(on: &router, base: base)
        mountPools(on: &router, base: base)
        mountLocations(on: &router, base: base)
        mountInfrastructure(on: &router, base: base)
    }
}
