// SPDX-License-Identifier: Apache-2.0

import Provisioning

extension ProvisioningError {
    /// What a cluster's owner may read of the failure.
    var explanation: String {
        switch self {
        case .missing(let obstacles):
            obstacles.map { $0.mend.isEmpty ? $0.problem : "\($0.problem) (\($0.mend))" }.joined(separator: "; ")
        case .failed(let step, let reason): "\(step): \(reason)"
        case .workersFailed(let reasons):
            reasons.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
        case .cancelled: "stopped"
        }
    }
}
