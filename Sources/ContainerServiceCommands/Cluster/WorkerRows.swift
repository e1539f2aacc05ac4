// SPDX-License-Identifier: Apache-2.0

package import API

/// Workers as the table shows them.
package enum WorkerRows {
    package static let header = [
        "ID", "Public IP", "Private IP", "Machine Type", "State", "Status", "Zone", "Version",
    ]

    /// The row of one worker; without a status of its own it shows why it is not normal.
    package static func row(_ worker: WorkerInfo) -> [String] {
        [
            worker.id,
            DisplayText.orDash(worker.publicIP),
            DisplayText.orDash(worker.privateIP),
            DisplayText.orDash(worker.machineType),
            worker.state,
            DisplayText.orDash(worker.status.isEmpty ? worker.errorMessage : worker.status),
            DisplayText.orDash(worker.location),
            DisplayText.version(worker.kubeVersion, target: worker.targetVersion),
        ]
    }
}
