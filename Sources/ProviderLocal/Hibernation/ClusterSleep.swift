// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import Kubernetes
import ProcessControl
import Supervision

/// Freezes one cluster and thaws it again.
///
/// The processes of a frozen cluster are all there, with their memory and their connections, and none of them runs. The
/// kernel still accepts connections for the API server; as soon as one waits there, `called` is told. Nothing is in
/// the way of a cluster that is awake, and nothing is lost when this object ends: it finds out how the cluster is.
actor ClusterSleep {
    private let layout: ClusterLayout
    private let logger: Logger
    private var record: HibernationRecord?
    /// Etcd and the API server, in the order in which they are thawed.
    private var frozen: [RunningProcess] = []
    private var socket: SocketWatch?
    private var losses: [Task<Void, Never>] = []
    /// What was asked for last; one thing happens after the other.
    private var turn: Task<Void, Never>?

    init(layout: ClusterLayout, logger: Logger) {
        self.layout = layout
        self.logger = logger
    }

    /// What was written down of the frozen cluster; nil while it is awake.
    func current() async -> HibernationRecord? {
        await turn?.value
        return record
    }

    /// Freezes the cluster, of which nothing may work that cannot stand a long pause, such as controllers.
    ///
    /// `called` is told once: when somebody wants to speak to the API server, or when a process is lost.
    func freeze(_ new: HibernationRecord, called: @escaping @Sendable () async -> Void) async throws {
        try await inTurn { sleep in
            guard await sleep.record == nil else { return }
            try await sleep.stop(new, called: called)
        }
    }

    /// Finds out how the cluster is after a restart of the daemon: leaves it frozen, or thaws what is half frozen.
    func takeOver(called: @escaping @Sendable () async -> Void) async {
        try? await inTurn { sleep in await sleep.adopt(called: called) }
    }

    /// Thaws the cluster; tells whether it was frozen.
    ///
    /// The API server answers soon after.
    @discardableResult
    func thaw() async -> Bool {
        let wasFrozen = Locked(false)
        try? await inTurn { sleep in
            guard await sleep.record != nil else { return }
            wasFrozen.withLock { $0 = true }
            await sleep.resume()
        }
        return wasFrozen.withLock { $0 }
    }

    /// Leaves the cluster as it is, and nobody is told of calls any more.
    func release() async {
        await turn?.value
        forget()
    }

    // MARK: Steps

    private func inTurn(_ action: @escaping @Sendable (ClusterSleep) async throws -> Void) async throws {
        let former = turn
        let mine = Task {
            await former?.value
            try await action(self)
        }
        turn = Task { _ = await mine.result }
        try await mine.value
    }

    private func stop(_ new: HibernationRecord, called: @escaping @Sendable () async -> Void) async throws {
        // First on disk: whoever finds that knows that there may be something to thaw.
        try new.write(layout)
        record = new
        do {
            for groups in try workers() { try await groups.freeze() }
            frozen = ["etcd", "kube-apiserver"].compactMap(process)
            guard frozen.count == 2 else { throw NotRunning(clusterID: layout.clusterID) }
            for process in frozen.reversed() { process.signal(SIGSTOP) }
            try watch(called: called)
        } catch {
            resume()
            throw error
        }
    }

    private func adopt(called: @escaping @Sendable () async -> Void) {
        do {
            guard record == nil, let found = try HibernationRecord.read(layout) else { return }
            record = found
            frozen = ["etcd", "kube-apiserver"].compactMap(process)
            guard frozen.count == 2, frozen.allSatisfy({ ProcessTable.isStopped($0.pid) }) else { return resume() }
            try watch(called: called)
        } catch {
            logger.warning("a frozen cluster is thawed", ["reason": "\(error)"])
            resume()
        }
    }

    private func watch(called: @escaping @Sendable () async -> Void) throws {
        let server = frozen[1]
        guard let number = PortHolder.descriptor(of: server.pid, listeningOn: layout.allocation.apiServerPort) else {
            throw NotRunning(clusterID: layout.clusterID)
        }
        socket = try server.watchSocket(number) { Task { await called() } }
        losses = frozen.map { process in
            Task {
                _ = await process.wait()
                if !Task.isCancelled { await called() }
            }
        }
    }

    private func resume() {
        forget()
        for process in frozen { process.signal(SIGCONT) }
        do {
            for groups in try workers() { groups.thaw() }
            try HibernationRecord.remove(layout)
        } catch {
            logger.error("a cluster could not be thawed as a whole", ["reason": "\(error)"])
        }
        frozen = []
        record = nil
    }

    private func forget() {
        socket?.cancel()
        socket = nil
        for loss in losses { loss.cancel() }
        losses = []
    }

    private func workers() throws -> [ControlGroups] {
        try ControlGroups.names(withPrefix: "\(layout.bridgeName)-w").map { try ControlGroups(name: $0) }
    }

    private func process(of unit: String) -> RunningProcess? {
        ProcessTable.processes(withEnvironment: UnitSpecification.marker, value: layout.unitFolder(unit)).first
            .flatMap { RunningProcess.adopt(pid: $0.pid, startTime: $0.startTime) }
    }
}

/// A cluster that is not there to be frozen.
struct NotRunning: Error, CustomStringConvertible {
    let clusterID: String

    var description: String { "the control plane of cluster \"\(clusterID)\" does not run as it should" }
}
