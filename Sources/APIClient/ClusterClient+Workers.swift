// SPDX-License-Identifier: Apache-2.0

package import API
import FoundationEssentials
import HTTP

/// The workers of clusters.
extension ClusterClient {
    package func workers(of cluster: String) async throws(ClientError) -> [WorkerInfo] {
        try await value([WorkerInfo].self, .get, path(cluster) + "/workers")
    }

    /// One worker, of whatever cluster if none is given.
    package func worker(_ worker: String, in cluster: String?) async throws(ClientError) -> WorkerInfo {
        let parent = cluster.map { path($0) } ?? "/v1"
        return try await value(WorkerInfo.self, .get, parent + "/workers/" + PercentCoding.encode(worker))
    }

    /// Orders workers and tells which they are; the work goes on after the call.
    package func addWorkers(_ request: WorkerAddRequest, to cluster: String) async throws(ClientError) -> [WorkerInfo] {
        try await value([WorkerInfo].self, .post, path(cluster) + "/workers", body: Self.encoded(request))
    }

    /// Has something done with a worker; the work goes on after the call.
    package func changeWorker(
        _ worker: String,
        of cluster: String,
        _ request: WorkerActionRequest
    ) async throws(ClientError) {
        try await send(.put, path(worker, in: cluster), body: Self.encoded(request))
    }

    /// Has a worker removed; the work goes on after the call.
    package func removeWorker(_ worker: String, from cluster: String) async throws(ClientError) {
        try await send(.delete, path(worker, in: cluster))
    }

    private func path(_ worker: String, in cluster: String) -> String {
        path(cluster) + "/workers/" + PercentCoding.encode(worker)
    }
}
