// SPDX-License-Identifier: Apache-2.0

import Basics
package import Provisioning

extension LocalProvider {
    package func updateMaster(
        of order: ClusterOrder,
        attempt: Int,
        report: @escaping @Sendable (ProvisioningStep) async -> Void
    ) async throws(ProvisioningError) {
        let change = try await change(of: order, report)
        try await change.update(EtcdCopy(layout: change.units.layout, attempt: attempt))
    }

    package func restoreMaster(
        of order: ClusterOrder,
        attempt: Int,
        report: @escaping @Sendable (ProvisioningStep) async -> Void
    ) async throws(ProvisioningError) {
        let change = try await change(of: order, report)
        try await change.restore(EtcdCopy(layout: change.units.layout, attempt: attempt))
    }

    package func restartMaster(
        of order: ClusterOrder,
        report: @escaping @Sendable (ProvisioningStep) async -> Void
    ) async throws(ProvisioningError) {
        try await change(of: order, report).restart()
    }

    private func change(
        of order: ClusterOrder,
        _ report: @escaping @Sendable (ProvisioningStep) async -> Void
    ) async throws(ProvisioningError) -> MasterChange {
        let units = try await wokenUnits(of: order)
        return MasterChange(
            units: units,
            supervision: await supervision(of: units.layout),
            logger: logger.with(["cluster": order.id]),
            report: report
        )
    }
}
