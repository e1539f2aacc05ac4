// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Basics
package import HTTP
package import Storage

/// The audit log, for reading.
package struct AuditRoutes: RouteCollection {
    private let handler: AuditHandler
    private let errors: AccountErrorMiddleware

    package init(
        recorder: AuditRecorder,
        store: any AccountStore & AuditStore & AccessPolicyStore,
        authenticator: any Authenticator,
        logger: Logger
    ) {
        handler = AuditHandler(recorder: recorder, store: store, authenticator: authenticator)
        errors = AccountErrorMiddleware(logger: logger)
    }

    package func mount(on router: inout Router) {
        router.wrapping(errors.handle) { router in
            router.on(.get, "/v1/audit", handler.list)
        }
    }
}
