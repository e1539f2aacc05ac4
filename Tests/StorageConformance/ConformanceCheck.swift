// SPDX-License-Identifier: Apache-2.0

/// One thing that every implementation of a store must do, tried on an empty store.
///
/// The tests of an adapter run all checks of a port, each on a store of its own:
///
///     @Test(arguments: ClusterStoreConformance.checks)
///     func keepsClusters(_ check: ConformanceCheck<any ClusterStore>) async throws {
///         try await check.run(makeStore())
///     }
package struct ConformanceCheck<Store: Sendable>: Sendable, CustomStringConvertible {
    package let description: String
    private let body: @Sendable (Store) async throws -> Void

    init(_ description: String, _ body: @escaping @Sendable (Store) async throws -> Void) {
        self.description = description
        self.body = body
    }

    package func run(_ store: Store) async throws {
        try await body(store)
    }
}
