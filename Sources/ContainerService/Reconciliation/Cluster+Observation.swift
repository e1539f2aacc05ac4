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
        isHibernated = observation.isHibernated
        if isHibernated { return }
        for seen in observation.workers {
            guard let index = workers.firstIndex(where: { $0.id == seen.id }) else { continue }
            workers[index].apply(seen, isMasterReady: observation.isMasterReady)
        }
        guard observation.isMasterReady else {
            state = .critical
            message = observation.masterMessage.isEmpty ? "The master does not answer" : observation.masterMessage
            return
        }
        let awaited = Set(workers.filter(\.isAwaited).map(\.id))
        let unwell = observation.workers.filter { !$0.isReady && !awaited.contains($0.id) }
        let hasReady = observation.workers.contains(where: \.isReady)
        state =
            if unwell.isEmpty { hasReady || awaited.isEmpty ? .normal : .pending } else if hasReady { .warning } else {
                .critical
            }
        message = unwell.map { $0.message.isEmpty ? "\($0.id) is not ready" : "\($0.id): \($0.message)" }
            .joined(separator: "; ")
    }
}

extension Worker {
    /// Whether it is no wonder that it is not ready: it is being set up or worked on.
    var isAwaited: Bool {
        hasOpenTask || state == .provisioning || state == .reloading
    }

    /// A step that all workers take begins.
    mutating func note(_ step: ProvisioningStep, isFirstTime: Bool) {
        guard !isDeleting else { return }
        if isFirstTime, state != .normal { state = .provisioning }
        guard state == .provisioning || state == .reloading else { return }
        status = step.title
        errorMessage = ""
    }

    /// It could not be set up.
    mutating func noteFailure(_ reason: String) {
        switch state {
        case .provisioning: state = .provisionFailed
        case .reloading: state = .reloadingFailed
        default: return
        }
        status = "Not Ready"
        errorMessage = reason
    }

    fileprivate mutating func apply(_ seen: WorkerObservation, isMasterReady: Bool) {
        if !seen.privateIP.isEmpty { privateIP = seen.privateIP }
        guard !hasOpenTask else { return }
        if seen.isReady, isMasterReady {
            (state, status, errorMessage) = (seen.shortage.isEmpty ? .normal : .warning, "Ready", seen.shortage)
            return
        }
        switch state {
        case .provisioning, .reloading: return
        case .provisionFailed, .reloadingFailed: status = "Not Ready"
        default:
            state = isMasterReady ? .critical : .unknown
            status = isMasterReady ? "Not Ready" : "Unknown"
            errorMessage = isMasterReady ? seen.message : "The master does not answer"
        }
    }
}
