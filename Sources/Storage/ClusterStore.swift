// SPDX-License-Identifier: Apache-2.0

package import Model

/// Keeps clusters with their workers and events.
///
/// Times are kept to the millisecond, workers in the order of their numbers. Whatever stores a cluster also stores its
/// unrecorded events, in the same transaction: one that says the same as the newest is counted there, and of those that
/// are more than `ClusterEvent.limit` the oldest go.
package protocol ClusterStore: Sendable {
    /// Stores a new cluster. Id, and name within the account, must be free: `alreadyExists` otherwise.
    ///
    /// `quota` is what an account may have that was given none of its own: `limitReached` if its account would have
    /// more, counted in the same transaction. Without one nothing is counted. Who orders the first cluster of an account
    /// in a region becomes the key owner there.
    func createCluster(_ cluster: Cluster, within quota: AccountQuota?) async throws(StoreError)

    /// The cluster with this id, of whatever account.
    func cluster(id: String) async throws(StoreError) -> Cluster

    /// The cluster of `accountID` whose id or name is `idOrName`; an id wins over a name.
    func cluster(accountID: String, idOrName: String) async throws(StoreError) -> Cluster

    /// The clusters of one account, or of all if nil, oldest first.
    func clusters(accountID: String?) async throws(StoreError) -> [Cluster]

    /// Changes one cluster in a transaction of its own and returns what is stored now.
    ///
    /// `change` may run more than once and must not have other effects. Identifier and account stay as they are.
    /// Where it makes the account have more of something, `quota` holds as for a new cluster.
    @discardableResult
    func updateCluster(
        id: String,
        within quota: AccountQuota?,
        _ change: @escaping @Sendable (inout Cluster) -> Void
    ) async throws(StoreError) -> Cluster

    /// What happened to the cluster, oldest first; nothing if there is no such cluster.
    func clusterEvents(clusterID: String) async throws(StoreError) -> [ClusterEvent]

    /// Removes the cluster with its workers and events; fine if it is gone already.
    func deleteCluster(id: String) async throws(StoreError)
}

extension ClusterStore {
    /// Stores a new cluster, whatever its account has already.
    package func createCluster(_ cluster: Cluster) async throws(StoreError) {
        try await createCluster(cluster, within: nil)
    }

    /// Changes a cluster, whatever its account has already.
    @discardableResult
    package func updateCluster(
        id: String,
        _ change: @escaping @Sendable (inout Cluster) -> Void
    ) async throws(StoreError) -> Cluster {
        try await updateCluster(id: id, within: nil, change)
    }
}
