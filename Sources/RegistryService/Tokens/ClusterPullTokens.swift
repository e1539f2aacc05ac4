// SPDX-License-Identifier: Apache-2.0

import Model
package import Provisioning
package import Storage

/// Gives each cluster a registry token of its own, which pulls and no more, and does not expire.
///
/// Whoever revokes it shuts out whatever has it; the cluster gets another one.
package actor ClusterPullTokens: PullCredentialIssuer {
    private let service: RegistryTokenService
    private let store: any RegistryTokenStore
    private let host: String
    private var last: Task<Void, Never>?

    /// `host` is what names of images begin with.
    package init(service: RegistryTokenService, store: any RegistryTokenStore, host: String) {
        self.service = service
        self.store = store
        self.host = host
    }

    package func pullCredentials(
        ofCluster id: String,
        named name: String,
        accountID: String
    ) async throws -> [PullCredential] {
        let previous = last
        // One after the other, so that no cluster gets two.
        let work = Task { [service, host] in
            await previous?.value
            let creator = Self.creator(id)
            let known = try await service.tokens(of: accountID).first { $0.createdBy == creator }
            let text: String
            if let known {
                text = try await service.token(known.id, of: accountID).text
            } else {
                text = try await service.add(
                    to: accountID,
                    description: name,
                    isReadOnly: true,
                    isPermanent: true,
                    creator: creator
                ).text
            }
            return [PullCredential(host: host, user: "token", password: text)]
        }
        last = Task { _ = await work.result }
        return try await work.value
    }

    package func withdrawPullCredentials(ofCluster id: String, accountID: String) async throws {
        for token in try await store.registryTokens(accountID: accountID) where token.createdBy == Self.creator(id) {
            _ = try await existing { try await store.deleteRegistryToken(id: token.id, accountID: accountID) }
        }
    }

    /// What stands in the place of a person's IAM id.
    private static func creator(_ clusterID: String) -> String { "cluster-\(clusterID)" }
}
