// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import Model
import ProviderLocal
import Provisioning

/// `slipwayd check`: what this host lacks, with the mend.
enum CheckCommand {
    static let command = Command<DaemonContext>(
        CommandDeclaration(
            name: "check",
            summary: "Say what this host lacks for clusters and for workers; ends with 0 if nothing",
            flags: [Flag("masters-only", summary: "Clusters without workers are enough")] + DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let provider = Daemon.provider(try context.configuration(invocation), logger: .silent)
        let found = await provider.capabilities()
        let terminal = context.terminal
        if found.masterObstacles.isEmpty {
            let versions = found.versions.map(\.description).joined(separator: ", ")
            terminal.say("Clusters can be made here; Kubernetes \(versions).")
        } else {
            terminal.say("No cluster can be made here:")
            list(found.masterObstacles, on: terminal)
        }
        if found.workerObstacles.isEmpty {
            terminal.say("Workers can be made here.")
        } else {
            terminal.say("Clusters cannot have workers here:")
            list(found.workerObstacles, on: terminal)
        }
        let isEnough =
            found.masterObstacles.isEmpty && (found.workerObstacles.isEmpty || invocation.has("masters-only"))
        if !isEnough { throw SilentExit(ExitStatus.failure) }
    }

    private static func list(_ obstacles: [Obstacle], on terminal: Terminal) {
        for obstacle in obstacles {
            terminal.say("  - \(obstacle.problem)")
            if !obstacle.mend.isEmpty { terminal.say("    mend: \(obstacle.mend)") }
        }
    }
}
