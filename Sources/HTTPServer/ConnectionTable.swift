// SPDX-License-Identifier: Apache-2.0

import Basics
import Glibc

/// All open connections, what each one does, and until when it may.
///
/// The engine's own timeout counts silence only, and sees nothing while a connection is suspended; this table closes
/// both gaps.
final class ConnectionTable: Sendable {
    /// What a connection is doing.
    enum Activity {
        /// Waiting for a request, or for TLS.
        case idle
        case receiving
        case handling(Exchange)
        case sending
        /// Sending what is produced meanwhile, for as long as that takes.
        case streaming(ResponseStream)
    }

    /// One connection; touched under the lock only.
    ///
    /// A class, since changing a value inside a dictionary takes many allocations.
    private final class Entry {
        let descriptor: Int32
        var activity = Activity.idle
        var deadline: ContinuousClock.Instant

        init(descriptor: Int32, deadline: ContinuousClock.Instant) {
            self.descriptor = descriptor
            self.deadline = deadline
        }
    }

    private struct State {
        var entries: [UInt: Entry] = [:]
        var lastID: UInt = 0
        var isDraining = false
        var isClosing = false
    }

    /// POLLRDHUP, which Glibc's module does not show.
    private static let peerHasEnded: Int16 = 0x2000

    private let state = Locked(State())

    var isEmpty: Bool { state.withLock { $0.entries.isEmpty } }
    var isDraining: Bool { state.withLock { $0.isDraining } }

    /// Adds a connection and gives its identifier, which is never 0; while draining it is shut down at once.
    func open(descriptor: Int32, limit: Duration) -> UInt {
        state.withLock {
            if $0.isDraining { shutdown(descriptor, Int32(SHUT_RDWR)) }
            $0.lastID += 1
            $0.entries[$0.lastID] = Entry(descriptor: descriptor, deadline: .now + limit)
            return $0.lastID
        }
    }

    /// Forgets a connection; must come before its descriptor is closed.
    func close(_ id: UInt) {
        state.withLock { _ = $0.entries.removeValue(forKey: id) }
    }

    /// Notes what the connection does now; while draining an idle one is shut down at once.
    func set(_ id: UInt, _ activity: Activity, limit: Duration) {
        state.withLock {
            guard let entry = $0.entries[id] else { return }
            entry.activity = activity
            entry.deadline = .now + limit
            if $0.isDraining, case .idle = activity { shutdown(entry.descriptor, Int32(SHUT_RDWR)) }
        }
    }

    /// Notes that a handler runs; false if no new ones are let in.
    func beginHandling(_ id: UInt, _ exchange: Exchange, limit: Duration) -> Bool {
        state.withLock {
            guard !$0.isDraining else { return false }
            guard let entry = $0.entries[id] else { return true }
            entry.activity = .handling(exchange)
            entry.deadline = .now + limit
            return true
        }
    }

    /// The streams whose clients have left; nothing else tells of that while there is nothing to send.
    func abandonedStreams() -> [ResponseStream] {
        state.withLock { state in
            state.entries.values.compactMap { entry in
                guard case .streaming(let stream) = entry.activity else { return nil }
                var watched = pollfd(fd: entry.descriptor, events: Self.peerHasEnded, revents: 0)
                guard poll(&watched, 1, 0) > 0 else { return nil }
                shutdown(entry.descriptor, Int32(SHUT_RDWR))
                return stream
            }
        }
    }

    /// Shuts down what is past its deadline and gives the exchanges whose handlers are.
    func sweep(now: ContinuousClock.Instant) -> [Exchange] {
        state.withLock { state in
            var late: [Exchange] = []
            for entry in state.entries.values where entry.deadline <= now {
                if case .handling(let exchange) = entry.activity {
                    late.append(exchange)
                    // The answer sets the next deadline; until then there is nothing more to do.
                    entry.deadline = now + .seconds(3600)
                } else {
                    shutdown(entry.descriptor, Int32(SHUT_RDWR))
                }
            }
            return late
        }
    }

    /// Lets no new handlers in and shuts down the connections that wait for a request.
    ///
    /// A request that is still arriving gets `limit`: it will be refused, but its sender shall hear so.
    func drain(limit: Duration) {
        state.withLock { state in
            state.isDraining = true
            for entry in state.entries.values {
                switch entry.activity {
                case .idle: shutdown(entry.descriptor, Int32(SHUT_RDWR))
                case .receiving: entry.deadline = min(entry.deadline, .now + limit)
                case .handling, .sending, .streaming: break
                }
            }
        }
    }

    /// The exchanges whose handlers run.
    var handling: [Exchange] {
        state.withLock {
            $0.entries.values.compactMap { if case .handling(let exchange) = $0.activity { exchange } else { nil } }
        }
    }

    /// Whether no produced body may begin any more.
    var isClosing: Bool { state.withLock { $0.isClosing } }

    /// Lets no produced body begin, and gives those that have begun.
    func close() -> [ResponseStream] {
        state.withLock {
            $0.isClosing = true
            return $0.entries.values.compactMap { if case .streaming(let stream) = $0.activity { stream } else { nil } }
        }
    }

    /// Shuts down every connection.
    func shutdownAll() {
        state.withLock { for entry in $0.entries.values { shutdown(entry.descriptor, Int32(SHUT_RDWR)) } }
    }
}
