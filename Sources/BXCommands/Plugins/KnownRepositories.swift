// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// The plug-in repositories that are known by name.
struct KnownRepositories {
    private let context: BXContext

    init(_ context: BXContext) {
        self.context = context
    }

    /// The repository called `name`; the server's own without a name.
    func repository(_ name: String?) throws -> PluginRepositoryEntry {
        let known = try context.sessions.session().pluginRepositories
        let wanted = name ?? "Bluemix"
        if let repository = known.first(where: { $0.isCalled(wanted) }) { return repository }
        if wanted.lowercased() == "bluemix" {
            throw CommandFailure(
                "Repository 'Bluemix' is not known yet: it comes with the server. Use '\(context.program) api URL' or "
                    + "'\(context.program) login' first.",
                exitStatus: ExitStatus.session
            )
        }
        throw CommandFailure(
            "Repository '\(wanted)' is not known. Use '\(context.program) plugin repos' to see which are."
        )
    }
}
