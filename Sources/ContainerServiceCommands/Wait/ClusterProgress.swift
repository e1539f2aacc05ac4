// SPDX-License-Identifier: Apache-2.0

package import API

/// How far a cluster has come on its way to normal.
package enum ClusterProgress: Sendable, Equatable {
    /// On its way; the text names the step it is at.
    case building(String)
    /// The cluster and all of its workers are normal.
    case ready
    /// Something is wrong, with the server's reason. The server may still mend it.
    case failing(String)
    /// The cluster is gone, or is being removed.
    case removed

    /// Judges what the server shows of a cluster and its workers.
    package init(cluster: ClusterInfo, workers: [WorkerInfo]) {
        let message = cluster.statusMessage ?? ""
        switch cluster.state {
        case "critical", "warning", "aborted", "deploy_failed":
            self = .failing(Self.reason(message, workers: workers) ?? "the cluster is \(cluster.state)")
        case "deleting", "delete_failed":
            self = .removed
        case "normal", "deployed":
            self =
                Self.isComplete(cluster, workers: workers)
                ? .ready : .building(Self.step(cluster.state, message: message, workers: workers))
        default:
            if !workers.isEmpty, workers.allSatisfy({ $0.state.hasSuffix("_failed") }) {
                self = .failing(Self.reason(message, workers: workers) ?? "no worker could be made")
            } else {
                self = .building(Self.step(cluster.state, message: message, workers: workers))
            }
        }
    }

    private static func isComplete(_ cluster: ClusterInfo, workers: [WorkerInfo]) -> Bool {
        workers.count >= cluster.workerCount && workers.allSatisfy { isNormal($0) }
    }

    /// Whether the worker works, even if it runs short of something.
    private static func isNormal(_ worker: WorkerInfo) -> Bool {
        ["normal", "deployed", "warning"].contains(worker.state)
    }

    /// The step in words: the state, the server's message, and from `pending` on what the workers do.
    private static func step(_ state: String, message: String, workers: [WorkerInfo]) -> String {
        var parts: [String] = []
        if !message.isEmpty { parts.append(message) }
        if state != "requesting", state != "deploying", !workers.isEmpty {
            let ready = workers.filter { isNormal($0) }.count
            parts.append("\(ready) of \(workers.count) worker\(workers.count == 1 ? "" : "s") ready")
            let slowest = workers.first { !isNormal($0) }
            if let slowest, !slowest.status.isEmpty, slowest.status != message {
                parts.append("\(shortName(slowest.id)): \(slowest.status)")
            }
        }
        return ([state] + [parts.joined(separator: ", ")].filter { !$0.isEmpty }).joined(separator: ": ")
    }

    /// The server's own words for what is wrong: of the cluster first, then of the first worker that has some.
    private static func reason(_ message: String, workers: [WorkerInfo]) -> String? {
        if !message.isEmpty { return message }
        guard let worker = workers.first(where: { !isNormal($0) }) else { return nil }
        let words = [worker.errorMessage, worker.statusDetails, worker.status].first { !$0.isEmpty }
        return "worker \(worker.id) is \(worker.state)" + (words.map { ": \($0)" } ?? "")
    }

    /// `w2` of `kube-dal10-0123456789-w2`: within one cluster that tells workers apart.
    private static func shortName(_ id: String) -> String {
        id.split(separator: "-").last.map(String.init) ?? id
    }
}
