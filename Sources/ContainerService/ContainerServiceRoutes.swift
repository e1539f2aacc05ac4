// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Basics
package import HTTP

/// Mounts the container service, at the root and under `/global`.
package struct ContainerServiceRoutes: RouteCollection {
    private let clusters: ClusterHandler
    private let workers: WorkerHandler
    private let configurations: ConfigurationHandler
    private let versions: VersionHandler
    private let logger: Logger

    package init(
        authenticator: any Authenticator,
        clusters: ClusterService,
        configurations: ConfigurationService,
        versions: VersionService,
        logger: Logger
    ) {
        self.clusters = ClusterHandler(service: clusters, authenticator: authenticator)
        self.workers = WorkerHandler(service: clusters, authenticator: authenticator)
        self.configurations = ConfigurationHandler(service: configurations, authenticator: authenticator)
        self.versions = VersionHandler(service: versions)
        self.logger = logger
    }

    package func mount(on router: inout Router) {
        router.wrapping(ContainerErrors.middleware(logger: logger)) { router in
            for base in ["/v1", "/global/v1"] { mount(on: &router, base: base) }
        }
    }

    private func mount(on router: inout Router, base: String) {
        router.on(.get, "\(base)/clusters") { try await clusters.list($0) }
        router.on(.post, "\(base)/clusters") { try await clusters.create($0) }
        router.on(.get, "\(base)/clusters/{cluster}") { try await clusters.show($0) }
        router.on(.delete, "\(base)/clusters/{cluster}") { try await clusters.delete($0) }
        router.on(.get, "\(base)/clusters/{cluster}/config") { try await configurations.user($0) }
        router.on(.get, "\(base)/clusters/{cluster}/config/admin") { try await configurations.admin($0) }
        router.on(.get, "\(base)/clusters/{cluster}/workers") { try await workers.list($0) }
        router.on(.get, "\(base)/clusters/{cluster}/workers/{worker}") { try await workers.show($0) }
        router.on(.get, "\(base)/workers/{worker}") { try await workers.show($0) }
        router.on(.get, "\(base)/kube-versions") { try await versions.list($0) }
    }
}
