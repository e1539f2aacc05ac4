// SPDX-License-Identifier: Apache-2.0

/// What a store can answer in place of a value.
package enum StoreError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no `kind` with this identifier.
    case notFound(kind: String, id: String)
    /// Creating would have replaced a `kind` with this identifier or name.
    case alreadyExists(kind: String, id: String)
    /// The database cannot be used now; `reason` is for the log.
    case unavailable(reason: String)

    package var description: String {
        switch self {
        case .notFound(let kind, let id): "there is no \(kind) \"\(id)\""
        case .alreadyExists(let kind, let id): "there is a \(kind) \"\(id)\" already"
        case .unavailable(let reason): reason
        }
    }
}
