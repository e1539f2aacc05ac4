// SPDX-License-Identifier: Apache-2.0

import Authentication
package import Model
package import Storage

/// Says who may do everything in a cluster: the person who ordered it, and the owner of its account.
package struct ClusterAdministrators: Sendable {
    private let accounts: any AccountStore
    private let users: any UserStore

    package init(accounts: any AccountStore, users: any UserStore) {
        self.accounts = accounts
        self.users = users
    }

    /// The administrators' names, as the cluster's API server computes them from tokens.
    package func names(for cluster: Cluster) async throws(StoreError) -> [String] {
        var emails = [cluster.ownerEmail]
        do {
            let account = try await accounts.account(id: cluster.accountID)
            emails.append(try await users.user(iamID: account.ownerIAMID).email)
        } catch .notFound {
            // An account without its owner still has the person who ordered the cluster.
        }
        var names: [String] = []
        for email in emails {
            let name = Principal(iamID: "", email: email, accountID: nil).kubernetesUserName
            if !names.contains(name) { names.append(name) }
        }
        return names
    }
}
