// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// A word that is no command, and what may have been meant.
struct UnknownCommand {
    /// The namespaces of the plug-ins that a server of this product publishes.
    private static let publishedPlugins = ["cs": "container-service", "cr": "container-registry"]

    /// Commands of the original that would have nothing to do here, and why.
    private static let purposeless = [
        "iam authorization-policy": "Services of this server need no grants for one another.",
        "iam authorization-policies": "Services of this server need no grants for one another.",
        "iam dedicated-id-disconnect": "This server has no IDs of other environments to disconnect.",
    ]

    private let word: String
    private let namespace: String
    private let known: [String]

    /// `known` are the words that would have been commands.
    init(_ word: String, in namespace: String, known: [String]) {
        self.word = word
        self.namespace = namespace
        self.known = known
    }

    /// The failure to report; `program` is what the user calls the program by.
    func failure(program: String) -> CommandFailure {
        let path = namespace.isEmpty ? word : "\(namespace) \(word)"
        let help = namespace.isEmpty ? "\(program) help" : "\(program) help \(namespace)"
        // Whoever only lacks the plug-in typed nothing wrong.
        var exitStatus = ExitStatus.usage
        var message = "'\(path)' is not a registered command. See '\(help)'."
        if namespace.isEmpty, let plugin = Self.publishedPlugins[word] {
            exitStatus = ExitStatus.failure
            message += "\nThe plug-in '\(plugin)' brings it: '\(program) plugin install \(plugin) -r Bluemix'."
        } else if let reason = Self.purposeless[path] ?? Self.purposeless[path.withoutLastPart] {
            message += "\n" + reason
        } else if let nearest = Suggestion.closest(to: word, in: known) {
            message += "\nDid you mean '\(program) \(namespace.isEmpty ? "" : namespace + " ")\(nearest)'?"
        }
        return CommandFailure(message, exitStatus: exitStatus)
    }
}

extension String {
    /// This without its last dash and what follows.
    fileprivate var withoutLastPart: String {
        lastIndex(of: "-").map { String(self[..<$0]) } ?? self
    }
}
