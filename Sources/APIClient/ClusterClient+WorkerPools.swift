// SPDX-License-Identifier: Apache-2.0

package import API
import FoundationEssentials
import HTTP

/// The worker pools of clusters; a pool is named by its name or its identifier.
extension ClusterClient {
    package func workerPools(of cluster: String) async throws(ClientError) -> [WorkerPoolInfo] {
        try await value([WorkerPoolInfo].self, .get, poolsPath(cluster))
    }

    package func workerPool(_ pool: String, of cluster: String) async throws(ClientError) -> WorkerPoolInfo {
        try await value(WorkerPoolInfo.self, .get, path(pool: pool, of: cluster))
    }

    /// Orders a pool; its workers are made after the call.
    package func createWorkerPool(
        _ request: WorkerPoolCreateRequest,
        in cluster: String
    ) async throws(ClientError) -> WorkerPoolInfo {
        try await value(WorkerPoolInfo.self, .post, poolsPath(cluster), body: Self.encoded(request))
    }

    package func changeWorkerPool(
        _ pool: String,
        of cluster: String,
        _ request: WorkerPoolChangeRequest
    ) async throws(ClientError) {
        try await send(.patch, path(pool: pool, of: cluster), body: Self.encoded(request))
    }

    /// Has a pool removed with all of its workers; the work goes on after the call.
    package func removeWorkerPool(_ pool: String, from cluster: String) async throws(ClientError) {
        try await send(.delete, path(pool: pool, of: cluster))
    }

    /// Lets a pool have workers in a location.
    package func addZone(
        _ zone: WorkerPoolZone,
        toPool pool: String,
        of cluster: String
    ) async throws(ClientError) {
        try await send(.post, path(pool: pool, of: cluster) + "/zones", body: Self.encoded(zone))
    }

    /// Takes the workers of a pool out of a location.
    package func removeZone(_ zone: String, fromPool pool: String, of cluster: String) async throws(ClientError) {
        try await send(.delete, path(pool: pool, of: cluster) + "/zones/" + PercentCoding.encode(zone))
    }

    private func poolsPath(_ cluster: String) -> String {
        path(cluster) + "/workerpools"
    }

    private func path(pool: String, of cluster: String) -> String {
        poolsPath(cluster) + "/" + PercentCoding.encode(pool)
    }
}
