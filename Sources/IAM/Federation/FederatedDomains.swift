// SPDX-License-Identifier: Apache-2.0

/// The domains of e-mail addresses whose users sign in at their organization, so that no password of theirs is taken here.
struct FederatedDomains: Sendable {
    private let domains: Set<String>

    init(_ domains: Set<String>) {
        self.domains = domains
    }

    /// The domain of `userName` if its users are federated, whether the user exists or not.
    func domain(of userName: String) -> String? {
        guard let at = userName.lastIndex(of: "@") else { return nil }
        let domain = userName[userName.index(after: at)...].lowercased()
        return domains.contains(domain) ? domain : nil
    }
}
