// SPDX-License-Identifier: Apache-2.0

/// Where a database is kept.
package enum SQLiteLocation: Sendable, Equatable {
    /// In the file at this path, made if missing, for the eyes of its owner only.
    case file(String)
    /// In memory, until it is closed.
    case memory
}
