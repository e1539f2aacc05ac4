// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import Model
import ProviderLocal
import Provisioning
import RegistryLocal

/// `slipwayd check`: what this host lacks, with the mend.
enum CheckCommand {
    static let command = Command<DaemonContext>(
        CommandDeclaration(
            name: "check",
            summary: "Say what this host lacks for clusters, workers and images; ends with 0 if clusters lack nothing",
            flags: [Flag("masters-only", summary: "Clusters without workers are enough")] + DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let configuration = try context.configuration(invocation)
        let provider = Daemon.provider(configuration, logger: .silent)
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
        await showImages(configuration, on: terminal)
        let isEnough =
            found.masterObstacles.isEmpty && (found.workerObstacles.isEmpty || invocation.has("masters-only"))
        if !isEnough { throw SilentExit(ExitStatus.failure) }
    }

    /// Clusters do not need any of it, so it does not change how the command ends.
    private static func showImages(_ configuration: ServerConfiguration, on terminal: Terminal) async {
        let engine = configuration.registry.engineURL == nil ? LocalRegistryEngine.obstacles() : []
        if let url = configuration.registry.engineURL {
            terminal.say("The registry has its engine at \(url).")
        } else if engine.isEmpty {
            terminal.say("The registry can run here.")
        } else {
            terminal.say("The registry cannot run here:")
            list(engine, on: terminal)
        }
        let builds = await LocalImageBuilder(RegistryParts.buildConfiguration(configuration)).capabilities()
        guard builds.obstacles.isEmpty else {
            terminal.say("Images cannot be built here:")
            return list(builds.obstacles, on: terminal)
        }
        guard builds.networkObstacles.isEmpty else {
            terminal.say("Images can be built here, but builds have no network:")
            return list(builds.networkObstacles, on: terminal)
        }
        terminal.say("Images can be built here.")
    }

    private static func list(_ obstacles: [Obstacle], on terminal: Terminal) {
        for obstacle in obstacles {
            terminal.say("  - \(obstacle.problem)")
            if !obstacle.mend.isEmpty { terminal.say("    mend: \(obstacle.mend)") }
        }
    }
}
