// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Authorization
package import Basics
import FoundationEssentials
package import HTTP
package import Storage

/// API keys and service ids, under their paths of 2017 and of later.
package struct IdentityManagementRoutes: RouteCollection {
    private let keys: APIKeyHandler
    private let legacyKeys: LegacyAPIKeyHandler
    private let serviceIDs: ServiceIDHandler
    private let legacyServiceIDs: LegacyServiceIDHandler
    private let audit: AuditTrail
    private let errors: ManagementErrorMiddleware
    private let legacyErrors: IAMErrorMiddleware

    /// `observer` is told when a service id goes.
    package init(
        configuration: IAMConfiguration,
        stores: any APIKeyStore & ServiceIDStore & AccountStore & RefreshTokenStore,
        policies: any AccessPolicyStore,
        observer: any AccessObserver,
        authenticator: any Authenticator,
        audit: any AuditLog,
        time: TimeSource = .system,
        logger: Logger
    ) {
        let authority = AccountAuthority(accounts: stores, policies: policies)
        let keyService = APIKeyService(stores: stores, authority: authority, time: time)
        let serviceIDService = ServiceIDService(
            stores: stores,
            keys: keyService,
            authority: authority,
            observer: observer,
            time: time
        )
        let publicURL = configuration.publicURL
        keys = APIKeyHandler(service: keyService, authenticator: authenticator, publicURL: publicURL)
        legacyKeys = LegacyAPIKeyHandler(service: keyService, authenticator: authenticator)
        serviceIDs = ServiceIDHandler(service: serviceIDService, authenticator: authenticator, publicURL: publicURL)
        legacyServiceIDs = LegacyServiceIDHandler(service: serviceIDService, authenticator: authenticator)
        self.audit = AuditTrail(authenticator: authenticator, audit: audit, time: time, logger: logger)
        errors = ManagementErrorMiddleware(time: time, logger: logger)
        legacyErrors = IAMErrorMiddleware(time: time, logger: logger)
    }

    package func mount(on router: inout Router) {
        router.wrapping(errors.handle) { router in
            mountKeys(on: &router)
            mountServiceIDs(on: &router)
        }
        router.wrapping(legacyErrors.handle) { router in mountLegacy(on: &router) }
    }

    private func mountKeys(on router: inout Router) {
        let base = "/v1/apikeys"
        router.on(.get, base, keys.list)
        router.on(.post, base, audited("iam.apikey-create", keys.create))
        router.on(.get, "\(base)/details", keys.details)
        router.on(.get, "\(base)/{id}", keys.get)
        router.on(.put, "\(base)/{id}", audited("iam.apikey-update", keys.update))
        router.on(.delete, "\(base)/{id}", audited("iam.apikey-delete", keys.delete))
        let acts: [(HTTPMethod, String, String, HTTPHandler)] = [
            (.post, "lock", "iam.apikey-lock", { try await keys.setLocked(true, $0) }),
            (.delete, "lock", "iam.apikey-unlock", { try await keys.setLocked(false, $0) }),
            (.post, "disable", "iam.apikey-disable", { try await keys.setDisabled(true, $0) }),
            (.delete, "disable", "iam.apikey-enable", { try await keys.setDisabled(false, $0) }),
        ]
        for (method, word, act, handler) in acts {
            router.on(method, "\(base)/{id}/\(word)", audited(act, handler))
        }
    }

    private func mountServiceIDs(on router: inout Router) {
        let base = "/v1/serviceids"
        router.on(.get, base, serviceIDs.list)
        router.on(.post, base, audited("iam.serviceid-create", serviceIDs.create))
        router.on(.get, "\(base)/{id}", serviceIDs.get)
        router.on(.put, "\(base)/{id}", audited("iam.serviceid-update", serviceIDs.update))
        router.on(.delete, "\(base)/{id}", audited("iam.serviceid-delete", serviceIDs.delete))
        router.on(
            .post,
            "\(base)/{id}/lock",
            audited("iam.serviceid-lock") { try await serviceIDs.setLocked(true, $0) }
        )
        router.on(
            .delete,
            "\(base)/{id}/lock",
            audited("iam.serviceid-unlock") { try await serviceIDs.setLocked(false, $0) }
        )
    }

    private func mountLegacy(on router: inout Router) {
        router.on(.get, "/apikeys", legacyKeys.list)
        router.on(.post, "/apikeys", audited("iam.apikey-create", legacyKeys.create))
        router.on(.get, "/apikeys/{id}", legacyKeys.get)
        router.on(.put, "/apikeys/{id}", audited("iam.apikey-update", legacyKeys.update))
        router.on(.delete, "/apikeys/{id}", audited("iam.apikey-delete", legacyKeys.delete))
        router.on(.get, "/serviceids", legacyServiceIDs.list)
        router.on(.post, "/serviceids", audited("iam.serviceid-create", legacyServiceIDs.create))
        router.on(.get, "/serviceids/{id}", legacyServiceIDs.get)
        router.on(.put, "/serviceids/{id}", audited("iam.serviceid-update", legacyServiceIDs.update))
        router.on(.delete, "/serviceids/{id}", audited("iam.serviceid-delete", legacyServiceIDs.delete))
    }

    private func audited(_ act: String, _ handler: @escaping HTTPHandler) -> HTTPHandler {
        audit.wrapping(act, target: Self.target, handler)
    }

    /// The identifier in the path, or that of what was made.
    private static func target(_ request: HTTPRequest, _ response: HTTPResponse?) -> String {
        struct Made: Decodable {
            struct Metadata: Decodable {
                let uuid: String
            }

            let id: String?
            let metadata: Metadata?
        }
        if !request.identifier.isEmpty { return request.identifier }
        let made = response.flatMap { try? JSONDecoder().decode(Made.self, from: $0.bytes) }
        return made?.id ?? made?.metadata?.uuid ?? ""
    }
}
