// SPDX-License-Identifier: Apache-2.0

import Basics
package import FoundationEssentials
package import Provisioning

extension LocalProvider {
    /// A cluster is thawed at least so often, so that certificates are renewed long before they end.
    private static let longestSleep = 30.0 * 86_400

    package func lastUse(of order: ClusterOrder) async -> Date {
        let now = time.now()
        do {
            guard let allocation = try allocator.existing(for: order.id) else { return now }
            return await supervision(of: layout(order.id, allocation)).lastUse(now)
        } catch {
            return now
        }
    }

    package func hibernate(_ order: ClusterOrder) async throws(ProvisioningError) {
        do {
            let layout = try allocate(order)
            let supervision = await supervision(of: layout)
            let record = HibernationRecord(
                since: time.now(),
                order: try HibernationRecord.digest(of: order),
                rights: try await supervision.rights.map { try HibernationRecord.digest(of: $0) } ?? ""
            )
            try await freeze(order, record, supervision) { [weak self] in await self?.wake(order.id) }
            logger.info("the cluster is frozen", ["cluster": order.id])
            // Somebody may have come in between.
            if await supervision.hasVisitors() { await wake(order.id) }
        } catch {
            await presentSupervision(of: order.id)?.note(order, now: time.now())
            await revive(order)
            if Task.isCancelled { throw .cancelled }
            throw .failed(step: "Freezing the cluster", reason: "\(error)")
        }
    }

    /// Freezes a cluster that runs; if that fails, it goes on without its controllers.
    func freeze(
        _ order: ClusterOrder,
        _ record: HibernationRecord,
        _ supervision: ClusterSupervision,
        called: @escaping @Sendable () async -> Void
    ) async throws {
        await supervision.endFollowing()
        try await ControlPlane.endControllers(layout: try allocate(order), supervisor: supervision.units)
        try await supervision.sleep.freeze(record, called: called)
    }

    /// What ended when the cluster was frozen is started again in the background.
    package func wake(_ clusterID: String) async {
        await presentSupervision(of: clusterID)?.wake(now: time.now()) { [weak self] in await self?.revive($0) }
    }

    /// Whether the cluster is frozen and nothing else is wanted of it.
    func isToStayFrozen(_ order: ClusterOrder) async -> Bool {
        guard let allocation = try? allocator.existing(for: order.id),
            let record = await supervision(of: layout(order.id, allocation)).sleep.current(),
            time.now().timeIntervalSince(record.since) < Self.longestSleep,
            let digest = try? HibernationRecord.digest(of: order)
        else { return false }
        return record.order == digest
    }

    /// The programs of a cluster's control plane, to work on what was ordered: it is awake, and nothing else works on it.
    func wokenUnits(of order: ClusterOrder) async throws(ProvisioningError) -> ControlPlaneUnits {
        if let allocation = try? allocator.existing(for: order.id) {
            let supervision = await supervision(of: layout(order.id, allocation))
            await supervision.endRevival()
            await pool.claim(order.id)
            await supervision.sleep.thaw()
        }
        let units = try await units(of: order, hasWorkers: !order.workers.isEmpty)
        await supervision(of: units.layout).note(order, now: time.now())
        return units
    }

    private func revive(_ order: ClusterOrder) async {
        do {
            let units = try await units(of: order, hasWorkers: !order.workers.isEmpty)
            try await raise(order, units) { _ in }
        } catch {
            guard error != .cancelled else { return }
            // Its owner looks at it every few seconds and mends it.
            logger.warning("a thawed cluster is not whole", ["cluster": order.id, "reason": "\(error)"])
        }
    }
}
