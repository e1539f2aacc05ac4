// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Provisioning
import Supervision

/// What runs inside the daemon for one cluster.
actor ClusterSupervision {
    nonisolated let units: Supervisor
    nonisolated let losses: WorkerLosses
    nonisolated let sleep: ClusterSleep
    private let layout: ClusterLayout
    private let logger: Logger
    private var dns: ClusterDNS?
    private var use: ClusterUse
    /// What it was last realized as; nil until it was.
    private(set) var order: ClusterOrder?
    /// What users were last given in it; nil until that was looked at.
    private(set) var rights: ClusterRights?
    /// Starts again what ended when the cluster was frozen.
    private var revival: Task<Void, Never>?

    init(layout: ClusterLayout, losses: WorkerLosses, logger: Logger) {
        self.layout = layout
        use = ClusterUse(auditLog: layout.auditLog)
        self.losses = losses
        self.logger = logger
        units = Supervisor(logger: logger) { await losses.mayRestart($0) }
        sleep = ClusterSleep(layout: layout, logger: logger)
    }

    /// The cluster's DNS server, one and the same each time.
    func dns(layout: ClusterLayout, configuration: LocalProviderConfiguration) -> ClusterDNS {
        if let dns { return dns }
        let made = ClusterDNS(layout: layout, configuration: configuration, supervisor: units, logger: logger)
        dns = made
        return made
    }

    func note(_ rights: ClusterRights) {
        self.rights = rights
    }

    /// What the cluster is from now on; to be told so is of use.
    func note(_ order: ClusterOrder, now: Date) {
        self.order = order
        use.note(now)
    }

    /// When the cluster was last of use, after a look at all of it.
    func lastUse(_ now: Date) async -> Date {
        use.look(
            now,
            layout: layout,
            workers: order?.workers.map(\.number) ?? [],
            hasVisitors: await hasVisitors()
        )
    }

    /// Whether anybody outside the cluster holds a connection to its API server.
    func hasVisitors() async -> Bool {
        var insiders: [Int32] = []
        for unit in ["kube-apiserver", "kube-controller-manager", "kube-scheduler"] {
            if let pid = await units.pid(ofUnitIn: layout.unitFolder(unit)) { insiders.append(pid) }
        }
        return ClusterVisitors(layout: layout, insiders: insiders).arePresent()
    }

    /// Ends what of this daemon follows the cluster and cannot while it is frozen.
    func endFollowing() async {
        await dns?.release()
    }

    /// Thaws the cluster if it is frozen, and lets `action` start again in the background what ended by that.
    func wake(now: Date, _ action: @escaping @Sendable (ClusterOrder) async -> Void) async {
        guard await sleep.thaw() else { return }
        logger.info("the cluster is thawed")
        use.note(now)
        guard let order else { return }
        revival = Task { await action(order) }
    }

    /// Lets go of the cluster's processes, which go on.
    func release() async {
        await endRevival()
        await sleep.release()
        await dns?.release()
        await units.release()
    }

    /// Ends what starts a thawed cluster again, so that somebody else can.
    func endRevival() async {
        revival?.cancel()
        await revival?.value
        revival = nil
    }
}
