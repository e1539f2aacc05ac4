// SPDX-License-Identifier: Apache-2.0

package import Basics
package import HTTPServer

/// The HTTP server, which starts over with a new certificate before the old one ends.
package actor RenewingServer {
    private let identity: @Sendable () throws -> ServerIdentity
    private let start: @Sendable (ServerIdentity) throws -> HTTPServer
    private let logger: Logger
    private var certificatePEM: String
    private var server: HTTPServer?
    private var renewal: Task<Void, Never>?

    /// Starts with `current`; `identity` gives the one that is to be used now, `start` a server that has started.
    package init(
        current: ServerIdentity,
        identity: @escaping @Sendable () throws -> ServerIdentity,
        start: @escaping @Sendable (ServerIdentity) throws -> HTTPServer,
        logger: Logger
    ) throws {
        self.identity = identity
        self.start = start
        self.logger = logger
        certificatePEM = current.certificatePEM
        server = try start(current)
    }

    /// Looks from time to time whether there is another certificate to use.
    package func keepRenewing(every interval: Duration = .seconds(12 * 3600)) {
        renewal?.cancel()
        renewal = Task { [weak self] in
            while (try? await Task.sleep(for: interval)) != nil { await self?.renew() }
        }
    }

    /// Answers what is under way, at most for `grace`, and ends.
    package func stop(grace: Duration) async {
        renewal?.cancel()
        await renewal?.value
        await server?.stop(grace: grace)
        server = nil
    }

    private func renew() async {
        let fresh: ServerIdentity
        do {
            fresh = try identity()
        } catch {
            return logger.error("cannot renew the server's certificate", ["reason": "\(error)"])
        }
        guard fresh.certificatePEM != certificatePEM else { return }
        logger.info("the server starts over with a new certificate")
        await server?.stop(grace: .seconds(10))
        server = nil
        while server == nil, !Task.isCancelled {
            do {
                server = try start(fresh)
                certificatePEM = fresh.certificatePEM
            } catch {
                logger.error("cannot listen again, trying once more", ["reason": "\(error)"])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}
