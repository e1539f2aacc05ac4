// SPDX-License-Identifier: Apache-2.0

import Model
package import Provisioning
package import Storage

/// Keeps in each cluster what it needs to pull the images of its account, and takes it back when the cluster goes.
package struct PullSecretUpkeep: Sendable {
    private let store: any ClusterStore
    private let issuer: any PullCredentialIssuer
    private let provider: any ClusterProvider

    package init(store: any ClusterStore, issuer: any PullCredentialIssuer, provider: any ClusterProvider) {
        self.store = store
        self.issuer = issuer
        self.provider = provider
    }

    /// Makes the cluster's secrets whole; nothing to do while it has no master, or is about to go.
    func bring(to clusterID: String) async throws {
        let cluster: Cluster
        do throws(StoreError) {
            cluster = try await store.cluster(id: clusterID)
        } catch .notFound {
            return
        }
        guard !cluster.isDeleting, !cluster.serverURL.isEmpty else { return }
        let credentials = try await issuer.pullCredentials(
            ofCluster: clusterID,
            named: cluster.name,
            accountID: cluster.accountID
        )
        try await provider.keepPullSecrets(credentials, in: clusterID)
    }

    /// Nothing opens any more with what the cluster was given.
    func withdraw(from cluster: Cluster) async throws {
        try await issuer.withdrawPullCredentials(ofCluster: cluster.id, accountID: cluster.accountID)
    }
}
