// SPDX-License-Identifier: Apache-2.0

/// Keeps the session in the files that `bx` and its plug-ins share.
package struct SessionStore: Sendable {
    private let core: ConfigurationFile
    private let cloudFoundry: ConfigurationFile

    package init(_ paths: BluemixPaths) {
        core = ConfigurationFile(paths.configuration)
        cloudFoundry = ConfigurationFile(paths.cloudFoundryConfiguration)
    }

    package func session() throws -> Session {
        try documents().session
    }

    /// Changes the session while no other program can, and gives what it is afterwards.
    ///
    /// `change` gets the session as it is on disk by then; only what it changes is written.
    @discardableResult
    package func update(_ change: (inout Session) throws -> Void) throws -> Session {
        try FileLock(core.path + ".lock").hold {
            let old = try documents()
            var session = old.session
            try change(&session)
            var new = old
            new.apply(session, over: old.session)
            if new.core != old.core { try core.replace(with: new.core) }
            if new.cloudFoundry != old.cloudFoundry { try cloudFoundry.replace(with: new.cloudFoundry) }
            return session
        }
    }

    private func documents() throws -> SessionDocuments {
        SessionDocuments(core: try core.read(), cloudFoundry: try cloudFoundry.read())
    }
}
