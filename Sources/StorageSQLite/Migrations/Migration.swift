// SPDX-License-Identifier: Apache-2.0

import SQLite

/// The steps from an empty database to the present tables.
///
/// A database counts the steps it has taken in `user_version`. A step that was released never changes again: what is
/// to be different comes as a further step.
enum Migration {
    static let all = [
        migration0001, migration0002, migration0003, migration0004, migration0005, migration0006, migration0007,
        migration0008, migration0009, migration0010, migration0011, migration0012, migration0013, migration0014,
        migration0015, migration0016, migration0017, migration0018, migration0019, migration0020, migration0021,
        migration0022, migration0023,
    ]

    /// Takes the steps that the database has not taken yet, each in a transaction of its own.
    ///
    /// A database that has taken more steps than there are comes from a later version of the program and is refused
    /// unchanged.
    static func apply(_ steps: [String] = all, to database: SQLiteDatabase) async throws {
        let known = steps.count
        var version = 0
        repeat {
            let reached = version
            version = try await database.write { connection in
                let version =
                    try connection.rows("PRAGMA user_version") { row throws(SQLiteError) in
                        try row.integer("user_version")
                    }.first ?? 0
                guard version <= known else { throw MigrationError.databaseIsNewer(version: version, known: known) }
                guard version < known else { return version }
                try connection.script(steps[version])
                try connection.script("PRAGMA user_version = \(version + 1)")
                return version + 1
            }
            precondition(version >= reached)
        } while version < known
    }
}

/// Why a database cannot be brought to the present tables.
enum MigrationError: Error, Sendable, Equatable, CustomStringConvertible {
    case databaseIsNewer(version: Int, known: Int)

    var description: String {
        switch self {
        case .databaseIsNewer(let version, let known):
            "the database has schema \(version), made by a later version; this one knows schemas up to \(known)"
        }
    }
}
