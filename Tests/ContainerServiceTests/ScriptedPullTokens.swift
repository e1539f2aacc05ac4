// SPDX-License-Identifier: Apache-2.0

import Basics
import Provisioning

/// Gives each cluster the same token until it is revoked.
final class ScriptedPullTokens: PullCredentialIssuer {
    private let tokens = Locked<[String: String]>([:])
    private let count = Locked(0)

    /// The tokens that are good now, by cluster.
    var all: [String: String] { tokens.withLock { $0 } }

    func revoke(_ cluster: String) {
        tokens.withLock { $0[cluster] = nil }
    }

    func pullCredentials(ofCluster id: String, named name: String, accountID: String) async -> [PullCredential] {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let text = tokens.withLock { tokens in
            let text = tokens[id] ?? "\(accountID)-\(name)-\(number)"
            tokens[id] = text
            return text
        }
        return [PullCredential(host: "registry.test:1", user: "token", password: text)]
    }

    func withdrawPullCredentials(ofCluster id: String, accountID _: String) async {
        revoke(id)
    }
}
