// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Basics
package import HTTP
import Model
package import Storage

/// Organizations, spaces and regions, under the paths of Cloud Foundry.
package struct OrganizationRoutes: RouteCollection {
    /// What finds the organization that something new belongs to.
    package let lookup: any OrganizationLookup
    private let handler: OrganizationHandler
    private let roles: OrganizationRoleHandler
    private let audit: AuditTrail
    private let errors: CloudFoundryErrors

    /// `region` and `baseURL` are those of the server.
    package init(
        stores: any AccountStore & UserStore & OrganizationStore & OrganizationRoleStore & AccessPolicyStore,
        authenticator: any Authenticator,
        region: String,
        baseURL: String,
        audit: any AuditLog,
        time: TimeSource = .system,
        logger: Logger
    ) {
        let access = OrganizationAccess(accounts: stores, policies: stores, organizations: stores, roles: stores)
        let directory = OrganizationDirectory(access: access, organizations: stores, region: region, time: time)
        let service = OrganizationService(
            access: access,
            directory: directory,
            organizations: stores,
            time: time,
            logger: logger
        )
        lookup = directory
        handler = OrganizationHandler(organizations: service, authenticator: authenticator, baseURL: baseURL)
        roles = OrganizationRoleHandler(
            service: OrganizationRoleService(access: access, users: stores, roles: stores, time: time),
            authenticator: authenticator
        )
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
            router.on(.get, "/v2/organizations/{guid}/regions", handler.regionsOfOrganization)
            router.on(.get, "/v2/spaces", handler.listSpaces)
            router.on(.post, "/v2/spaces", audit.changingSpace("create", handler.createSpace))
            router.on(.get, "/v2/spaces/{guid}", handler.getSpace)
            router.on(.put, "/v2/spaces/{guid}", audit.changingSpace("rename", handler.renameSpace))
            router.on(.delete, "/v2/spaces/{guid}", audit.changingSpace("delete", handler.deleteSpace))
            router.on(.get, "/v2/regions", handler.regions)
            for role in OrganizationRole.allCases { mount(role, on: &router) }
            for role in SpaceRole.allCases { mount(role, on: &router) }
            router.on(.get, "/v2/organizations/{guid}/user_roles", roles.listAll)
            router.on(.get, "/v2/spaces/{guid}/user_roles", roles.listAllOfSpace)
        }
    }

    private func mount(_ role: OrganizationRole, on router: inout Router) {
        let base = "/v2/organizations/{guid}/\(role.pathWord)"
        router.on(.get, base) { try await roles.list(role, $0) }
        for path in [base, "\(base)/{user_guid}"] {
            router.on(
                .put,
                path,
                audit.changingRole("account.org-role-set", role.rawValue) { try await roles.grant(role, $0) }
            )
            router.on(
                .delete,
                path,
                audit.changingRole("account.org-role-unset", role.rawValue) { try await roles.revoke(role, $0) }
            )
        }
    }

    private func mount(_ role: SpaceRole, on router: inout Router) {
        let base = "/v2/spaces/{guid}/\(role.pathWord)"
        router.on(.get, base) { try await roles.list(role, $0) }
        for path in [base, "\(base)/{user_guid}"] {
            router.on(
                .put,
                path,
                audit.changingRole("account.space-role-set", role.rawValue) { try await roles.grant(role, $0) }
            )
            router.on(
                .delete,
                path,
                audit.changingRole("account.space-role-unset", role.rawValue) { try await roles.revoke(role, $0) }
            )
        }
    }
}
