// SPDX-License-Identifier: Apache-2.0

package import HTTP

/// Answers `/healthz`, the process lives, and `/readyz`, it can do its work.
package struct HealthRoutes: RouteCollection {
    private let check: @Sendable () async throws -> Void

    /// `check` throws while requests cannot be served.
    package init(check: @escaping @Sendable () async throws -> Void) {
        self.check = check
    }

    package func mount(on router: inout Router) {
        router.on(.get, "/healthz") { _ in .text("ok\n") }
        router.on(.get, "/readyz") { _ in
            do {
                try await check()
                return .text("ok\n")
            } catch {
                // Reasons name paths and are for the log; whoever asks here needs to know only that it is not ready.
                return .text("not ready\n", status: 503)
            }
        }
    }
}
