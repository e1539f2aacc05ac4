// SPDX-License-Identifier: Apache-2.0

import API
package import Basics
import FoundationEssentials
package import Model
package import Storage

/// Makes, shows and revokes registry tokens; who may is decided before.
package struct RegistryTokenService: Sendable {
    /// Of a token that ends.
    private static let lifetime = 86_400.0
    private static let longestDescription = 1000

    private let store: any RegistryTokenStore
    private let texts: RegistryTokenText
    private let time: TimeSource

    package init(store: any RegistryTokenStore, texts: RegistryTokenText, time: TimeSource = .system) {
        self.store = store
        self.texts = texts
        self.time = time
    }

    /// Makes a token for all namespaces of the account, for a day unless `isPermanent`; gives its text.
    ///
    /// `creator` is an IAM id, or empty if the service makes it for itself.
    package func add(
        to accountID: String,
        description: String,
        isReadOnly: Bool,
        isPermanent: Bool,
        creator: String
    ) async throws -> (token: RegistryToken, text: String) {
        guard description.count <= Self.longestDescription else {
            throw RegistryFault.badRequest("A description has at most \(Self.longestDescription) characters.")
        }
        let now = time.now()
        try await store.deleteRegistryTokens(expiredBefore: now)
        let created = Date(timeIntervalSince1970: Double(now.unixSeconds))
        let token = RegistryToken(
            id: UUID().uuidString.lowercased(),
            accountID: accountID,
            description: description,
            isReadOnly: isReadOnly,
            createdAt: created,
            expiresAt: isPermanent ? nil : created + Self.lifetime,
            createdBy: creator
        )
        try await store.createRegistryToken(token)
        return (token, try texts.text(of: token))
    }

    /// The tokens of the account that are good now, oldest first.
    package func tokens(of accountID: String) async throws -> [RegistryToken] {
        let now = time.now()
        return try await store.registryTokens(accountID: accountID).filter { $0.isUsable(at: now) }
    }

    /// The token with this identifier, or with this text.
    package func token(_ name: String, of accountID: String) async throws -> (token: RegistryToken, text: String) {
        let id = texts.identifier(in: name) ?? name
        guard let token = try await existing({ try await store.registryToken(id: id) }),
            token.accountID == accountID, token.isUsable(at: time.now())
        else { throw Self.notFound(id) }
        return (token, try texts.text(of: token))
    }

    /// Revokes the token with this identifier, or with this text: it is refused from this moment on.
    package func remove(_ name: String, of accountID: String) async throws {
        let id = texts.identifier(in: name) ?? name
        guard try await existing({ try await store.deleteRegistryToken(id: id, accountID: accountID) }) != nil else {
            throw Self.notFound(id)
        }
    }

    /// Revokes all tokens of the account that were made for this.
    package func removeAll(describedAs description: String, of accountID: String) async throws {
        for token in try await store.registryTokens(accountID: accountID) where token.description == description {
            _ = try await existing { try await store.deleteRegistryToken(id: token.id, accountID: accountID) }
        }
    }

    /// The token of which this is the text; nil for any text that is not good now.
    func token(withText text: String) async throws -> RegistryToken? {
        guard let id = texts.identifier(in: text),
            let token = try await existing({ try await store.registryToken(id: id) }), token.isUsable(at: time.now())
        else { return nil }
        return token
    }

    private static func notFound(_ id: String) -> APIError {
        RegistryFault.notFound(
            "The registry token '\(id.prefix(64))'",
            recovery: "To see the tokens of your account, run 'bx cr token-list'."
        )
    }
}
