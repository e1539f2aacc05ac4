// SPDX-License-Identifier: Apache-2.0

package import APIClient
package import Basics
package import CommandLineKit

/// Everything that a plug-in's command may touch.
package struct PluginContext: Sendable {
    package let terminal: Terminal
    package let environment: [String: String]
    package let paths: BluemixPaths
    /// The plug-in's name, for instance `container-service`.
    package let pluginName: String
    /// The word that the user typed before the command, for instance `cs`.
    package let namespace: String
    /// What the user calls the core by, for instance `bx`.
    package let program: String
    package let time: TimeSource
    package let sessions: SessionStore
    private let sender: ServiceConnection.Send?

    /// `sender` stands in for the network in tests.
    package init(
        plugin: Plugin,
        environment: [String: String],
        terminal: Terminal,
        time: TimeSource = .system,
        sender: ServiceConnection.Send? = nil
    ) {
        self.terminal = terminal
        self.environment = environment
        self.paths = BluemixPaths(environment: environment)
        self.pluginName = plugin.name
        self.namespace = environment["BLUEMIX_PLUGIN_NAMESPACE"] ?? plugin.namespaces.first?.name ?? ""
        self.program = Self.program(environment)
        self.time = time
        self.sessions = SessionStore(paths)
        self.sender = sender
    }

    /// What is stored about the login by now.
    package func session() throws -> Session {
        try sessions.session()
    }

    /// The session, which is logged in; throws a failure that names the mend otherwise.
    package func loggedInSession() throws -> Session {
        let session = try session()
        try session.requireLogin(program: program)
        return session
    }

    /// The session, which is logged in and has an account; throws a failure that names the mend otherwise.
    package func targetedSession() throws -> Session {
        let session = try session()
        try session.requireAccount(program: program)
        return session
    }

    /// A connection to services without the user's name on it; `servers` are further addresses of the session's server.
    package func connection(_ session: Session, servers: [String] = []) -> ServiceConnection {
        SessionConnection.make(
            session: session,
            servers: servers,
            environment: environment,
            terminal: terminal,
            sender: sender
        )
    }

    /// A connection that signs calls with the session's tokens and renews these.
    package func authorizedConnection(_ session: Session, servers: [String] = []) -> AuthorizedConnection {
        let connection = connection(session, servers: servers)
        return AuthorizedConnection(connection, credentials: credentials(connection))
    }

    /// The tokens of the session, which `connection` renews.
    package func credentials(_ connection: ServiceConnection) -> SessionCredentials {
        SessionCredentials(store: sessions, connection: connection, time: time)
    }

    /// What belongs to the plug-in, its settings included.
    package var directory: String {
        paths.directory(ofPlugin: pluginName)
    }

    /// The plug-in's own settings.
    package var configuration: ConfigurationFile {
        ConfigurationFile(directory + "/config.json")
    }

    static func program(_ environment: [String: String]) -> String {
        let path = environment["BLUEMIX_CLI"] ?? ""
        return path.split(separator: "/").last.map(String.init) ?? "bx"
    }
}
