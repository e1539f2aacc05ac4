// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// A command with every kind of flag and argument.
enum SampleCommand {
    static let declaration = CommandDeclaration(
        namespace: "cs",
        name: "cluster-create",
        aliases: ["create"],
        summary: "Create a cluster.",
        arguments: [Argument("CLUSTER"), Argument("WORKER", isOptional: true, isRepeatable: true)],
        flags: [
            Flag("name", value: "NAME", summary: "Name of the cluster"),
            Flag("workers", value: "N", summary: "Number of workers"),
            Flag("force", "f", summary: "Ask nothing"),
            Flag("label", "l", value: "KEY=VALUE", summary: "Label", isRepeatable: true),
            Flag("key", value: "KEY", summary: "Key or @FILE", readsFile: true),
            Flag("a-flag-with-a-name-that-is-very-long", value: "VALUE", summary: "Explained in a line of its own"),
            Flag("secret", summary: "Not shown", isHidden: true),
        ]
    )

    /// What `words` are read as.
    static func parse(_ words: [String]) throws -> Invocation? {
        guard case .run(let invocation) = try CommandParser(declaration).parse(words) else { return nil }
        return invocation
    }
}
