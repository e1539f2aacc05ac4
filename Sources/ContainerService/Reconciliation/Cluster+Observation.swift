// SPDX-License-Identifier: Apache-2.0

import Model
import Provisioning

extension Cluster {
    /// Whether all of it has been up at some time, so that it is a running cluster and not one in the making.
    var wasRaised: Bool {
        !serverURL.isEmpty && [.normal, .warning, .critical].contains(state)
    }

    /// Takes over what was seen.
    mutating func apply(_ observation: ClusterObservation) {
        for seen in observation.workers {
            guard let index = workers.firstIndex(where: { $0.id == seen.id }) else { continue }
            workers[index].apply(seen, isMasterReady: observation.isMasterReady)
        }
        guard observation.isMasterReady else {
            state = .critical
            message = observation.masterMessage.isEmpty ? "The master does not answer" : observation.masterMessage
            return
        }
        let unwell = observation.workers.filter { !$0.isReady }
        state =
            if unwell.isEmpty { .normal } else if unwell.count < observation.workers.count { .warning } else {
                .critical
            }
        message = unwell.map { $0.message.isEmpty ? "\($0.id) is not ready" : "\($0.id): \($0.message)" }
            .joined(separator: "; ")
    }
}

extension Worker {
    fileprivate mutating func apply(_ seen: WorkerObservation, isMasterReady: Bool) {
        if !seen.privateIP.isEmpty { privateIP = seen.privateIP }
        guard isMasterReady else {
            (state, status) = (.unknown, "Unknown")
            errorMessage = "The master does not answer"
            return
        }
        state = seen.isReady ? .normal : .critical
        status = seen.isReady ? "Ready" : "Not Ready"
        errorMessage = seen.isReady ? "" : seen.message
    }
}
