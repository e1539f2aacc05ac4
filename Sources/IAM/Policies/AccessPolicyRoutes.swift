// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Authorization
package import Basics
import FoundationEssentials
package import HTTP
package import Storage

/// Access policies and roles, under their paths of 2017 and of later.
package struct AccessPolicyRoutes: RouteCollection {
    private let policies: AccessPolicyHandler
    private let legacyPolicies: LegacyPolicyHandler
    private let roles: RoleHandler
    private let audit: AuditTrail
    private let errors: ManagementErrorMiddleware
    private let legacyErrors: IAMErrorMiddleware

    /// `observer` is told of each change.
    package init(
        configuration: IAMConfiguration,
        stores: any AccessPolicyStore & AccountStore & MembershipStore & ServiceIDStore,
        observer: any AccessObserver,
        authenticator: any Authenticator,
        audit: any AuditLog,
        time: TimeSource = .system,
        logger: Logger
    ) {
        let service = AccessPolicyService(stores: stores, observer: observer, time: time)
        policies = AccessPolicyHandler(
            service: service,
            authenticator: authenticator,
            publicURL: configuration.publicURL
        )
        legacyPolicies = LegacyPolicyHandler(service: service, authenticator: authenticator)
        roles = RoleHandler(authenticator: authenticator)
        self.audit = AuditTrail(authenticator: authenticator, audit: audit, time: time, logger: logger)
        errors = ManagementErrorMiddleware(time: time, logger: logger)
        legacyErrors = IAMErrorMiddleware(time: time, logger: logger)
    }

    package func mount(on router: inout Router) {
        router.wrapping(errors.handle) { router in
            let base = "/v1/policies"
            router.on(.get, base, policies.list)
            router.on(.post, base, audited("iam.policy-create", policies.create))
            router.on(.get, "\(base)/{id}", policies.get)
            router.on(.put, "\(base)/{id}", audited("iam.policy-update", policies.update))
            router.on(.patch, "\(base)/{id}", audited("iam.policy-update", policies.setState))
            router.on(.delete, "\(base)/{id}", audited("iam.policy-delete", policies.delete))
            router.on(.get, "/v2/roles", roles.list)
        }
        router.wrapping(legacyErrors.handle) { router in
            for scope in ["{scope}", "a/{account}"] {
                for subject in ["users/{subject}", "service_ids/{subject}"] {
                    mountLegacy("/acms/v1/scopes/\(scope)/\(subject)/policies", on: &router)
                }
            }
            router.on(.get, "/acms/v1/roles", roles.listLegacy)
        }
    }

    private func mountLegacy(_ base: String, on router: inout Router) {
        router.on(.get, base, legacyPolicies.list)
        router.on(.post, base, audited("iam.policy-create", legacyPolicies.create))
        router.on(.get, "\(base)/{id}", legacyPolicies.get)
        router.on(.put, "\(base)/{id}", audited("iam.policy-update", legacyPolicies.update))
        router.on(.delete, "\(base)/{id}", audited("iam.policy-delete", legacyPolicies.delete))
    }

    private func audited(_ act: String, _ handler: @escaping HTTPHandler) -> HTTPHandler {
        audit.wrapping(act, target: Self.target, handler)
    }

    /// The identifier in the path, or that of what was made.
    private static func target(_ request: HTTPRequest, _ response: HTTPResponse?) -> String {
        struct Made: Decodable {
            let id: String
        }
        if !request.identifier.isEmpty { return request.identifier }
        let made = response.flatMap { try? JSONDecoder().decode(Made.self, from: $0.bytes) }
        // Of what could not be made, at least for whom it would have been.
        return made?.id ?? request.parameters["subject"] ?? ""
    }
}
