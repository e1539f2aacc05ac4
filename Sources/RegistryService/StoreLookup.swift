// SPDX-License-Identifier: Apache-2.0

import Storage

/// The value that `look` finds, or nil if the store says that there is none.
func existing<Value>(_ look: () async throws -> Value) async throws -> Value? {
    do {
        return try await look()
    } catch StoreError.notFound {
        return nil
    }
}
