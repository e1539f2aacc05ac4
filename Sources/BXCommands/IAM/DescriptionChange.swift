// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// A new name or description for a key or a service id, and which version of it they are for.
struct DescriptionChange {
    static let flags = [
        Flag("n", "name", value: "NEW_NAME", summary: "The new name"),
        Flag("d", "description", value: "DESCRIPTION", summary: "The new description"),
        Flag("v", "version", value: "VERSION", summary: "Only if this is still its version"),
    ]

    let name: String?
    let description: String?
    let version: String?

    init(_ invocation: Invocation) throws(UsageError) {
        (name, description) = (invocation.value("n"), invocation.value("d"))
        version = invocation.value("v")
        guard name != nil || description != nil else { throw UsageError("Give a new name or description: '-n', '-d'.") }
    }
}
