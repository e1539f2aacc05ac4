// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// Commands of the original that are declared in full but cannot be carried out yet.
///
/// They say so in each list of commands, in their help, and when they are run.
enum LaterCommand {
    static let all = ServiceCommands.all + LoadBalancerCommands.all + LoggingCommands.all

    /// A command that fails; `feature` is what it waits for, as the beginning of a sentence with a plural.
    static func declared(
        _ name: String,
        _ purpose: String,
        arguments: [Argument] = [],
        flags: [Flag] = [],
        waitsFor feature: String
    ) -> Command<PluginContext> {
        let declaration = CommandDeclaration(
            namespace: "cs",
            name: name,
            summary: "Not offered yet: \(purpose).",
            arguments: arguments,
            flags: flags
        )
        return Command(declaration) { context, _ in
            throw CommandFailure(
                "'\(context.program) cs \(name)' is not offered yet. \(feature) come with a later version. "
                    + "To see what is offered, run '\(context.program) help cs'."
            )
        }
    }
}
