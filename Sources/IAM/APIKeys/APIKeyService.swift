// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import Cryptography
import FoundationEssentials
import Model
import Storage

/// What a new key is to be.
struct APIKeyOrder: Sendable {
    var name: String?
    var description: String?
    /// For whom it is; nil for who asks.
    var iamID: String?
    /// In which account; nil for that of the token.
    var accountID: String?
    var expiresAt: String?
    var isLocked = false
    var isDisabled = false
}

/// Whose keys are wanted.
struct APIKeyQuery: Sendable {
    enum Kind: String {
        case user
        case serviceID = "serviceid"
    }

    var accountID: String?
    /// Nil for who asks.
    var iamID: String?
    /// All keys of the account that the caller may see.
    var isWholeAccount = false
    var kind: Kind?
}

/// Makes, shows and changes API keys.
///
/// People manage their own keys. The owner and the administrators of an account manage the keys of its service ids, and
/// can see, unlock, disable and delete the keys of its people, but not make or rename them; the keys of the owner are
/// nobody else's business. A service id sees its own keys.
struct APIKeyService: Sendable {
    typealias Stores = APIKeyStore & ServiceIDStore & AccountStore & RefreshTokenStore

    private enum Act {
        case see
        case remove
        case change
    }

    private let stores: any Stores
    private let authority: AccountAuthority
    private let time: TimeSource

    init(stores: any Stores, authority: AccountAuthority, time: TimeSource) {
        self.stores = stores
        self.authority = authority
        self.time = time
    }

    func keys(_ query: APIKeyQuery, by actor: ManagementActor) async throws -> [APIKey] {
        let accountID = try await authority.accountID(of: actor, requested: query.accountID)
        let iamID = query.isWholeAccount ? nil : query.iamID ?? actor.iamID
        if iamID != actor.iamID, try await !authority.isAdministrator(actor, of: accountID) {
            throw APIError.mayNot("list the API keys of others")
        }
        let owner = try await authority.ownerIAMID(of: accountID)
        let keys = try await stores.apiKeys(accountID: accountID, iamID: iamID)
            .filter { $0.iamID == actor.iamID || $0.iamID != owner }
        guard let kind = query.kind else { return keys }
        return keys.filter { ServiceID.isIAMID($0.iamID) == (kind == .serviceID) }
    }

    func key(id: String, by actor: ManagementActor) async throws -> APIKey {
        try await key(id: id, .see, by: actor)
    }

    /// The key with this text.
    func key(text: String, by actor: ManagementActor) async throws -> APIKey {
        guard APIKeyText.isPlausible(text),
            let key = try await existing({ try await stores.apiKey(hash: Digest.sha256Hex(text)) })
        else { throw APIError.apiKeyNotFound }
        return try await require(.see, key, by: actor)
    }

    /// Makes a key; its text is known here and never again.
    func create(_ order: APIKeyOrder, by actor: ManagementActor) async throws -> (key: APIKey, text: String) {
        let accountID = try await authority.accountID(of: actor, requested: order.accountID)
        let iamID = order.iamID ?? actor.iamID
        if iamID != actor.iamID || actor.isServiceID {
            try await requireServiceID(iamID, in: accountID, by: actor)
        }
        let (key, text) = try newKey(order, iamID: iamID, accountID: accountID, createdBy: actor.iamID)
        try await stores.createAPIKey(key)
        return (key, text)
    }

    /// A key that is not stored yet, with its text.
    func newKey(
        _ order: APIKeyOrder,
        iamID: String,
        accountID: String,
        createdBy: String
    ) throws -> (key: APIKey, text: String) {
        let text = APIKeyText.make()
        let key = APIKey(
            id: "ApiKey-\(UUID().uuidString.lowercased())",
            name: try GivenText.name(order.name),
            description: try GivenText.description(order.description ?? ""),
            iamID: iamID,
            accountID: accountID,
            keyHash: Digest.sha256Hex(text),
            createdAt: time.now(),
            createdBy: createdBy,
            expiresAt: try order.expiresAt.flatMap { try GivenText.end($0, after: time.now()) },
            isLocked: order.isLocked,
            isDisabled: order.isDisabled
        )
        return (key, text)
    }

    /// Changes what `request` names, if `version` is the present one.
    func update(
        id: String,
        _ request: APIKeyUpdateRequest,
        version: String?,
        by actor: ManagementActor
    ) async throws -> APIKey {
        let key = try await key(id: id, .change, by: actor)
        try key.requireVersion(version)
        try key.requireUnlocked()
        return try await store(key) { key in
            if let name = request.name { key.name = try GivenText.name(name) }
            if let text = request.description { key.description = try GivenText.description(text) }
            if let text = request.expiresAt { key.expiresAt = try GivenText.end(text, after: time.now()) }
        }
    }

    /// Removes the key and ends the sessions that began with it.
    func delete(id: String, by actor: ManagementActor) async throws {
        let key = try await key(id: id, .remove, by: actor)
        try key.requireUnlocked()
        let isDeleted = try await existing { try await stores.deleteAPIKey(id: id, revision: key.revision) }
        guard let isDeleted else { throw APIError.apiKeyNotFound }
        guard isDeleted else { throw APIError.changedMeanwhile(id) }
        try await stores.deleteRefreshTokens(apiKeyID: id)
    }

    func setLocked(_ isLocked: Bool, id: String, by actor: ManagementActor) async throws {
        let key = try await key(id: id, isLocked ? .change : .remove, by: actor)
        if key.isLocked != isLocked { _ = try await store(key) { $0.isLocked = isLocked } }
    }

    /// A key that is disabled ends the sessions that began with it.
    func setDisabled(_ isDisabled: Bool, id: String, by actor: ManagementActor) async throws {
        let key = try await key(id: id, isDisabled ? .remove : .change, by: actor)
        if key.isDisabled != isDisabled {
            try key.requireUnlocked()
            _ = try await store(key) { $0.isDisabled = isDisabled }
        }
        if isDisabled { try await stores.deleteRefreshTokens(apiKeyID: id) }
    }

    private func store(_ key: APIKey, _ change: (inout APIKey) throws -> Void) async throws -> APIKey {
        let changed = try key.changed(at: time.now(), change)
        let isStored = try await existing { try await stores.replaceAPIKey(changed, revision: key.revision) }
        guard let isStored else { throw APIError.apiKeyNotFound }
        guard isStored else { throw APIError.changedMeanwhile(key.id) }
        return changed
    }

    private func key(id: String, _ act: Act, by actor: ManagementActor) async throws -> APIKey {
        guard let key = try await existing({ try await stores.apiKey(id: id) }) else { throw APIError.apiKeyNotFound }
        return try await require(act, key, by: actor)
    }

    /// The key, if `actor` may act on it; to who may not even see it, it does not exist.
    private func require(_ act: Act, _ key: APIKey, by actor: ManagementActor) async throws -> APIKey {
        let accountID = key.accountID
        guard try await authority.canAct(actor, in: accountID) else { throw APIError.apiKeyNotFound }
        let isOwn = key.iamID == actor.iamID
        if isOwn, !actor.isServiceID || act == .see { return key }
        guard try await authority.isAdministrator(actor, of: accountID) else {
            throw isOwn ? APIError.mayNot("change API keys as a service ID") : APIError.apiKeyNotFound
        }
        guard try await key.iamID != authority.ownerIAMID(of: accountID) else { throw APIError.apiKeyNotFound }
        guard act != .change || ServiceID.isIAMID(key.iamID) else {
            throw APIError.mayNot("change the API key of somebody else; you may disable or delete it")
        }
        return key
    }

    private func requireServiceID(_ iamID: String, in accountID: String, by actor: ManagementActor) async throws {
        guard let id = ServiceID.id(fromIAMID: iamID) else { throw APIError.mayNot("create API keys for others") }
        guard try await authority.isAdministrator(actor, of: accountID) else {
            throw APIError.mayNot("create API keys for the service IDs of this account, only its administrators may")
        }
        guard try await existing({ try await stores.serviceID(id: id) })?.accountID == accountID else {
            throw APIError.serviceIDNotFound
        }
    }
}
