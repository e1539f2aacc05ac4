// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Basics
package import HTTP
package import Storage

/// Organizations, spaces and regions, under the paths of Cloud Foundry.
package struct OrganizationRoutes: RouteCollection {
    private let handler: OrganizationHandler
    private let audit: AuditTrail
    private let errors: CloudFoundryErrors

    /// `region` and `baseURL` are those of the server.
    package init(
        accounts: any AccountStore,
        organizations: any OrganizationStore,
        policies: any AccessPolicyStore,
        authenticator: any Authenticator,
        region: String,
        baseURL: String,
        audit: any AuditLog,
        time: TimeSource = .system,
        logger: Logger
    ) {
        let service = OrganizationService(
            access: AccountAccess(accounts: accounts, policies: policies),
            accounts: accounts,
            organizations: organizations,
            region: region,
            time: time,
            logger: logger
        )
        handler = OrganizationHandler(organizations: service, authenticator: authenticator, baseURL: baseURL)
        self.audit = AuditTrail(authenticator: authenticator, audit: audit, time: time, logger: logger)
        errors = CloudFoundryErrors(logger: logger)
    }

    package func mount(on router: inout Router) {
        router.wrapping(errors.handle) { router in
            router.on(.get, "/v2/organizations", handler.list)
            router.on(.post, "/v2/organizations", audit.changingOrganization("create", handler.create))
            router.on(.get, "/v2/organizations/{guid}", handler.get)
            router.on(.put, "/v2/organizations/{guid}", audit.changingOrganization("rename", handler.rename))
            router.on(.get, "/v2/organizations/{guid}/spaces", handler.listSpaces)
            router.on(.get, "/v2/spaces", handler.listSpaces)
            router.on(.post, "/v2/spaces", audit.changingSpace("create", handler.createSpace))
            router.on(.get, "/v2/spaces/{guid}", handler.getSpace)
            router.on(.put, "/v2/spaces/{guid}", audit.changingSpace("rename", handler.renameSpace))
            router.on(.delete, "/v2/spaces/{guid}", audit.changingSpace("delete", handler.deleteSpace))
            router.on(.get, "/v2/regions", handler.regions)
        }
    }
}
