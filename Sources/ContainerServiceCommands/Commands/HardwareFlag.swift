// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// Whether workers share their machine with others.
enum HardwareFlag {
    static let flag = Flag("hardware", value: "HARDWARE", summary: "'shared', the only kind that is offered.")

    /// What the API calls it; nil if it was left to the service.
    static func isolation(_ invocation: Invocation) throws(UsageError) -> String? {
        guard let word = invocation.value("hardware") else { return nil }
        guard let isolation = isolation(word) else {
            throw UsageError("'--hardware' takes 'shared' or 'dedicated', not '\(word)'.")
        }
        return isolation
    }

    /// What the API calls `word`; nil if it is no kind of hardware.
    static func isolation(_ word: String) -> String? {
        ["shared": "public", "dedicated": "private"][word]
    }
}
