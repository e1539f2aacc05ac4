// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Authorization
package import Basics
package import Cryptography
package import HTTP
package import Storage

/// The account management service: its paths of 2017, the older ones of Cloud Foundry clients, the newer ones of SDKs.
package struct AccountManagementRoutes: RouteCollection {
    private static let prefix = "/v1/accounts"
    private static let cloudFoundryPrefix = "/coe/v2/accounts"

    private let accounts: AccountService
    private let members: MemberHandler
    private let authenticator: any Authenticator
    private let audit: AuditTrail
    /// For the paths of Cloud Foundry clients, which send the UAA token.
    private let cloudFoundryAuthenticator: any Authenticator
    private let organizations: OrganizationAccess
    private let errors: AccountErrorMiddleware

    /// `observer` is told when people come and go.
    package init(
        accounts: any AccountStore,
        users: any UserStore,
        memberships: any MembershipStore,
        policies: any AccessPolicyStore,
        observer: any AccessObserver,
        organizations: any OrganizationStore & OrganizationRoleStore,
        authenticator: any Authenticator,
        cloudFoundryAuthenticator: any Authenticator,
        hasher: PasswordHasher,
        audit: any AuditLog,
        signsInElsewhere: @escaping @Sendable (_ email: String) -> Bool = { _ in false },
        time: TimeSource = .system,
        logger: Logger
    ) {
        let access = AccountAccess(accounts: accounts, policies: policies)
        self.accounts = AccountService(
            access: access,
            accounts: accounts,
            users: users,
            time: time,
            logger: logger
        )
        self.members = MemberHandler(
            members: MemberService(
                access: access,
                users: users,
                memberships: memberships,
                observer: observer,
                logger: logger
            ),
            invitations: InvitationService(
                access: access,
                users: users,
                memberships: memberships,
                observer: observer,
                hasher: hasher,
                signsInElsewhere: signsInElsewhere,
                time: time,
                logger: logger
            ),
            authenticator: authenticator
        )
        self.authenticator = authenticator
        self.audit = AuditTrail(authenticator: authenticator, audit: audit, time: time, logger: logger)
        self.cloudFoundryAuthenticator = cloudFoundryAuthenticator
        self.organizations = OrganizationAccess(
            accounts: accounts,
            policies: policies,
            organizations: organizations,
            roles: organizations
        )
        self.errors = AccountErrorMiddleware(logger: logger)
    }

    package func mount(on router: inout Router) {
        let details = AccountDetailsHandler(accounts: accounts, authenticator: authenticator)
        router.wrapping(errors.handle) { router in
            let handler = accountHandler(authenticator, Self.prefix)
            let cloudFoundryHandler = accountHandler(cloudFoundryAuthenticator, Self.cloudFoundryPrefix)
            router.on(.post, Self.prefix, audit.creatingAccount(handler.create))
            for handler in [handler, cloudFoundryHandler] {
                router.on(.get, handler.prefix, handler.list)
                router.on(.get, handler.prefix + "/{guid}", handler.get)
            }
            router.on(.post, "/coe/v2/getaccounts", cloudFoundryHandler.listOfOrganizations)
            router.on(.get, "/v4/accounts/{guid}", details.get)
            router.on(.patch, "/v4/accounts/{guid}", audit.changingAccount(details.update))
            router.on(.get, "/v2/resource_groups", details.listResourceGroups)
            router.on(.get, "/v2/resource_groups/{id}", details.getResourceGroup)
            router.on(.get, "/v1/accounts/{guid}/users", members.listInOnePage)
            router.on(.get, "/v2/accounts/{guid}/users", members.listInPages)
            for prefix in ["/v1/accounts", "/v2/accounts"] {
                router.on(.post, prefix + "/{guid}/users", audit.inviting(members.invite))
                router.on(.get, prefix + "/{guid}/users/{iam_id}", members.get)
                router.on(.delete, prefix + "/{guid}/users/{iam_id}", audit.removingMember(members.remove))
            }
            router.on(.post, "/v1/invitations/accept", audit.acceptingInvitation(members.accept))
        }
    }

    private func accountHandler(_ authenticator: any Authenticator, _ prefix: String) -> AccountHandler {
        AccountHandler(
            accounts: accounts,
            organizations: organizations,
            authenticator: authenticator,
            prefix: prefix
        )
    }
}
