// SPDX-License-Identifier: Apache-2.0

package import APIClient
package import Basics
package import CommandLineKit
package import PluginKit

/// Everything that a command of the core may touch.
package struct BXContext: Sendable {
    /// Puts a program with its arguments (the first is its name) and environment in the place of this process.
    ///
    /// Comes back only if that failed, with the system's error code, or with a status in tests.
    package typealias Execute =
        @Sendable (_ path: String, _ arguments: [String], _ environment: [String: String]) ->
        ReplacementResult

    /// What became of the attempt to run a plug-in.
    package enum ReplacementResult: Sendable, Equatable {
        case failed(code: Int32)
        /// The plug-in ran in another way and ended with this status.
        case ended(status: Int32)
    }

    package let terminal: Terminal
    package let environment: [String: String]
    package let paths: BluemixPaths
    /// What the user calls the program by: `bx` or `bluemix`.
    package let program: String
    package let time: TimeSource
    package let sessions: SessionStore
    package let execute: Execute
    private let sender: ServiceConnection.Send?

    /// `sender` stands in for the network in tests.
    package init(
        terminal: Terminal,
        environment: [String: String],
        program: String = "bx",
        time: TimeSource = .system,
        execute: @escaping Execute = ProcessReplacement.execute,
        sender: ServiceConnection.Send? = nil
    ) {
        self.terminal = terminal
        self.environment = environment
        self.paths = BluemixPaths(environment: environment)
        self.program = program
        self.time = time
        self.sessions = SessionStore(paths)
        self.execute = execute
        self.sender = sender
    }

    /// The same, for an answer to somebody who types on: servers have little time, and nothing is traced.
    var impatient: BXContext {
        var environment = environment
        environment["BLUEMIX_HTTP_TIMEOUT"] = "2"
        environment["BLUEMIX_TRACE"] = "false"
        return with(environment, terminal)
    }

    /// The same, for commands and plug-ins that say no more than their results.
    var quiet: BXContext {
        var environment = environment
        environment[Terminal.quietVariable] = "true"
        return with(environment, terminal.quiet)
    }

    private func with(_ environment: [String: String], _ terminal: Terminal) -> BXContext {
        BXContext(
            terminal: terminal,
            environment: environment,
            program: program,
            time: time,
            execute: execute,
            sender: sender
        )
    }

    /// Puts a plug-in in the place of this process; `words` follow the namespace.
    func run(_ plugin: InstalledPlugin, _ words: [String], in namespace: String) -> ReplacementResult {
        var environment = environment
        environment["BLUEMIX_CLI"] = program
        environment["BLUEMIX_PLUGIN_NAMESPACE"] = namespace
        let path = plugin.program(in: paths)
        return execute(path, [path] + words, environment)
    }

    /// The register of installed plug-ins.
    var plugins: PluginRegister {
        PluginRegister(paths)
    }

    /// A connection that trusts whom `session` trusts.
    func connection(_ session: Session) -> ServiceConnection {
        SessionConnection.make(session: session, environment: environment, terminal: terminal, sender: sender)
    }

    /// A connection that signs calls with the stored tokens and renews these.
    func authorizedConnection(_ session: Session) -> AuthorizedConnection {
        let connection = connection(session)
        return AuthorizedConnection(
            connection,
            credentials: SessionCredentials(store: sessions, connection: connection, time: time)
        )
    }
}
