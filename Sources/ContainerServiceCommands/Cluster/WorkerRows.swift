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

    /// Keys and values of one worker; `Details` is there only when the server has something to say.
    package static func details(_ worker: WorkerInfo) -> [(key: String, value: String)] {
        let rows = [
            (key: "ID", value: worker.id),
            (key: "State", value: worker.state),
            (key: "Status", value: DisplayText.orDash(worker.status)),
            (key: "Private VLAN", value: DisplayText.orDash(worker.privateVlan)),
            (key: "Public VLAN", value: DisplayText.orDash(worker.publicVlan)),
            (key: "Private IP", value: DisplayText.orDash(worker.privateIP)),
            (key: "Public IP", value: DisplayText.orDash(worker.publicIP)),
            (key: "Hardware", value: worker.isolation == "private" ? "dedicated" : "shared"),
            (key: "Machine Type", value: DisplayText.orDash(worker.machineType)),
            (key: "Zone", value: DisplayText.orDash(worker.location)),
            (key: "Version", value: DisplayText.detailedVersion(worker.kubeVersion, target: worker.targetVersion)),
        ]
        return worker.errorMessage.isEmpty ? rows : rows + [(key: "Details", value: worker.errorMessage)]
    }
}
