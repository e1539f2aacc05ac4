// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import ProcessControl

/// `slipwayd run`, which may be left out.
enum RunCommand {
    static let command = Command<DaemonContext>(
        CommandDeclaration(
            name: "run",
            summary: "Serve until SIGTERM; clusters go on without the daemon (this is what no command means)",
            flags: DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let values = try SettingValues(flags: invocation, environment: context.environment)
        let configuration = try ServerConfiguration(values, place: context.place)
        let logger = LogOutput.logger(level: configuration.logLevel, format: configuration.logFormat)
        for name in values.unknownVariables {
            logger.warning("the environment has an unknown setting", ["name": name])
        }
        OpenFileLimit.raise()
        do {
            try await Daemon(configuration: configuration, environment: context.environment, logger: logger)
                .run(until: ShutdownSignals.stream())
        } catch {
            logger.error("slipwayd ends because of an error", ["reason": "\(error)"])
            throw SilentExit(ExitStatus.failure)
        }
    }

    static func isMeant(by words: [String]) -> Bool {
        guard let first = words.first else { return true }
        return first == "run" || (first.hasPrefix("-") && !["--help", "-h", "--version", "-v"].contains(first))
    }
}
