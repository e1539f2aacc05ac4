// SPDX-License-Identifier: Apache-2.0

package import Model

/// What a store can answer in place of a value.
package enum StoreError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no `kind` with this identifier.
    case notFound(kind: String, id: String)
    /// Creating would have replaced a `kind` with this identifier or name.
    case alreadyExists(kind: String, id: String)
    /// The account would have had more than its quota, which is `limit`; nothing was stored.
    case limitReached(QuotaKind, limit: Int)
    /// The database cannot be used now; `reason` is for the log.
    case unavailable(reason: String)

    package var description: String {
        switch self {
        case .notFound(let kind, let id): "there is no \(kind) \"\(id)\""
        case .alreadyExists(let kind, let id): "there is a \(kind) \"\(id)\" already"
        case .limitReached(let kind, let limit): "the account may have \(limit) \(kind.rawValue)"
        case .unavailable(let reason): reason
        }
    }
}
