// SPDX-License-Identifier: Apache-2.0

package import Basics
import CMicroHTTPD
import Dispatch
import Glibc
package import HTTP

/// An HTTP/1.1 server, with TLS if it has a certificate.
///
/// Every request gets an answer: from the handler, from the strict guard, or, past a deadline, from the server itself.
/// A server that was started must be stopped.
package final class HTTPServer: Sendable {
    private struct Running: @unchecked Sendable {
        // SAFETY: the daemon is used by `start` and `stop` only, each of which has taken the value out of the lock.
        let daemon: OpaquePointer
        let port: UInt16
        let timer: any DispatchSourceTimer
    }

    private let configuration: HTTPServerConfiguration
    private let dispatcher: RequestDispatcher
    private let queue = DispatchQueue(label: "slipway.http-server")
    private let running = Locked<Running?>(nil)

    /// `uploads` says of a method and a path whether their bodies go into files of the configuration's upload folder.
    package init(
        configuration: HTTPServerConfiguration,
        logger: Logger,
        uploads: @escaping @Sendable (HTTPMethod, String) -> UploadRule? = { _, _ in nil },
        handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) {
        self.configuration = configuration
        dispatcher = RequestDispatcher(
            configuration: configuration,
            logger: logger,
            uploads: uploads,
            handler: handler
        )
    }

    /// The port that the server listens on; 0 while it is not started.
    package var port: UInt16 { running.withLock { $0?.port ?? 0 } }

    /// Listens and serves until `stop`; a server starts once.
    package func start() throws(HTTPServerError) {
        guard running.withLock({ $0 == nil }), !dispatcher.table.isDraining else { throw .alreadyStarted }
        let (descriptor, port) = try ListeningSocket.open(
            address: configuration.address,
            port: configuration.port
        )
        guard let daemon = startEngine(descriptor) else {
            // The engine has closed the descriptor, also when it fails.
            let isTLS = configuration.certificatePEM != nil
            throw .cannotStart(reason: isTLS ? "certificate and key cannot be used" : "the engine refused")
        }
        let timer = DispatchSource.makeTimerSource(queue: queue)
        let limits = [configuration.handlerDeadline, configuration.headerDeadline, configuration.bodyDeadline]
        let interval = max(.milliseconds(20), min(.seconds(1), (limits.min() ?? .seconds(1)) / 8))
        timer.schedule(deadline: .now(), repeating: .milliseconds(Int(interval / .milliseconds(1))))
        timer.setEventHandler { [dispatcher] in dispatcher.sweep() }
        timer.resume()
        running.withLock { $0 = Running(daemon: daemon, port: port, timer: timer) }
    }

    /// Takes no new connections, waits for handlers up to `grace`, answers the rest with 503 and closes everything.
    package func stop(grace: Duration) async {
        let taken = running.withLock { running -> Running? in
            defer { running = nil }
            return running
        }
        guard let taken else { return }
        // Not with MHD_quiesce_daemon: with several threads it and they race to take the listening socket out of their
        // epoll sets, and who comes second ends the process. New connections are shut down as they open instead.
        let table = dispatcher.table
        table.drain(limit: min(grace, .seconds(1)))
        await waitUntilEmpty(limit: grace)
        for exchange in table.handling { exchange.finish(.serverIsStopping) }
        for stream in table.close() { stream.abandon() }
        await waitUntilEmpty(limit: .seconds(1))
        table.shutdownAll()
        await withCheckedContinuation { continuation in
            queue.async {
                taken.timer.cancel()
                MHD_stop_daemon(taken.daemon)
                continuation.resume()
            }
        }
        // SAFETY: balances the retain of `startEngine`; the engine's threads have ended.
        Unmanaged.passUnretained(dispatcher).release()
    }

    private func waitUntilEmpty(limit: Duration) async {
        let table = dispatcher.table
        // Cancellation only shortens the wait.
        _ = try? await Deadline.poll(every: .milliseconds(10), limit: limit) { table.isEmpty ? true : nil }
    }

    private func startEngine(_ descriptor: Int32) -> OpaquePointer? {
        // SAFETY: released by `stop`, or below if the engine does not start.
        let context = Unmanaged.passRetained(dispatcher)
        var options = mhd_configuration()
        options.listen_socket = descriptor
        // Handlers run on these threads until they wait for something; more of them would only be in each other's way.
        let threads = Int(mhd_usable_processors())
        options.threads = UInt32(clamping: threads)
        options.connection_limit = UInt32(clamping: max(2 * threads, configuration.maximumConnections))
        options.connection_limit_per_address = UInt32(clamping: max(0, configuration.maximumConnectionsPerAddress))
        options.silence_seconds = UInt32(clamping: max(1, configuration.idleTimeout.components.seconds))
        options.connection_memory = 32_768
        options.context = context.toOpaque()
        options.log = EngineCallbacks.log
        options.access = EngineCallbacks.access
        options.completed = EngineCallbacks.completed
        options.notify = EngineCallbacks.notify
        options.uri = EngineCallbacks.began
        options.unescape = EngineCallbacks.unescape
        let daemon: OpaquePointer?
        if let certificate = configuration.certificatePEM, let key = configuration.keyPEM {
            // The engine loads both while it starts and keeps no pointer that it uses later.
            daemon = certificate.withCString { certificate in
                key.withCString { key in
                    options.certificate_pem = certificate
                    options.key_pem = key
                    return mhd_start(&options)
                }
            }
        } else {
            daemon = mhd_start(&options)
        }
        if daemon == nil { context.release() }
        return daemon
    }
}
