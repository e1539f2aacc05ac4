// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// Whether workers share their machine with others.
enum HardwareFlag {
    static let flag = Flag("hardware", value: "HARDWARE", summary: "'shared', the only kind that is offered.")

    /// What the API calls it; nil if it was left to the service.
    static func isolation(_ invocation: Invocation) throws(UsageError) -> String? {
        switch invocation.value("hardware") {
        case nil: return nil
        case "shared": return "public"
        case "dedicated": return "private"
        case let other?: throw UsageError("'--hardware' takes 'shared' or 'dedicated', not '\(other)'.")
        }
    }
}
