// SPDX-License-Identifier: Apache-2.0

import Authentication
package import Authorization
package import Model
package import Provisioning
package import Storage

/// Says who has which rights inside a cluster: whoever has a role on it, and no one else.
package struct ClusterRightsDirectory: Sendable {
    private let authorizer: Authorizer
    private let users: any UserStore

    package init(authorizer: Authorizer, users: any UserStore) {
        self.authorizer = authorizer
        self.users = users
    }

    /// The rights that policies give inside the cluster now.
    package func rights(in cluster: Cluster) async throws(StoreError) -> ClusterRights {
        var rights: [String: ClusterRight] = [:]
        for (iamID, access) in try await authorizer.everyone(in: cluster.accountID) {
            guard let right = access.roles(on: cluster.resource).map(ClusterRight.init).max(),
                let name = try await userName(iamID: iamID)
            else { continue }
            rights[name] = right
        }
        return ClusterRights(rights)
    }

    /// The name of a person or service id inside clusters; nil for who does not exist any more.
    private func userName(iamID: String) async throws(StoreError) -> String? {
        if let id = ServiceID.id(fromIAMID: iamID) { return Principal.kubernetesUserName(subject: id) }
        do {
            return Principal.kubernetesUserName(subject: try await users.user(iamID: iamID).email)
        } catch .notFound {
            return nil
        }
    }
}

extension ClusterRight {
    /// What a role gives inside a cluster.
    package init(_ role: PlatformRole) {
        self =
            switch role {
            case .viewer: .view
            case .editor: .edit
            case .operator: .operate
            case .administrator: .administer
            }
    }
}
