// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import ProviderLocal

/// `slipwayd halt`: ends what the clusters and the registry run and keeps their data.
enum HaltCommand {
    static let command = Command<DaemonContext>(
        CommandDeclaration(
            name: "halt",
            summary: "Stop all clusters and the registry and keep their data; the next start brings them back",
            flags: DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let configuration = try context.configuration(invocation)
        guard Files.exists(configuration.dataDirectory) else {
            return context.terminal.say("There is nothing in \(configuration.dataDirectory).")
        }
        // A daemon would start everything again.
        let lock = try DataFolderLock(folder: configuration.dataDirectory)
        try await Daemon.provider(configuration, logger: .silent).halt()
        try await RegistryParts.halt(configuration)
        _ = consume lock
        context.terminal.say("The clusters and the registry are stopped.")
    }
}
