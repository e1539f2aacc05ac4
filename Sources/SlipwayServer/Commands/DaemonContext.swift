// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// What the commands of the daemon may touch.
struct DaemonContext: Sendable {
    let terminal: Terminal
    let environment: [String: String]
    let place: Place

    /// The settings that hold for this command line.
    func configuration(_ invocation: Invocation) throws -> ServerConfiguration {
        let values = try SettingValues(flags: invocation, environment: environment)
        return try ServerConfiguration(values, place: place)
    }
}
