// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Model
import Storage

/// Identity stores that live as long as the test, and can be told to fail.
final class MemoryIdentityStore: AccountStore, UserStore, APIKeyStore, ServiceIDStore, RefreshTokenStore, PasscodeStore
{
    private struct State {
        var accounts: [Account] = []
        var users: [String: User] = [:]
        var keys: [String: APIKey] = [:]
        var serviceIDs: [String: ServiceID] = [:]
        var tokens: [String: RefreshToken] = [:]
        var passcodes: [String: Passcode] = [:]
        var former: Set<String> = []
        var failsOn: String?
    }

    private let state = Locked(State())

    var tokenCount: Int { state.withLock { $0.tokens.count } }
    var accountCount: Int { state.withLock { $0.accounts.count } }

    /// The stored token with this hash.
    func token(_ hash: String) -> RefreshToken? {
        state.withLock { $0.tokens[hash] }
    }

    /// Makes the function `name` fail from now on; nil mends it.
    func fail(on name: String?) {
        state.withLock { $0.failsOn = name }
    }

    /// Ends everybody's membership of the account.
    func empty(accountID: String) {
        state.withLock { _ = $0.former.insert(accountID) }
    }

    private func change<Result>(
        _ name: String = #function,
        _ body: (inout State) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try state.withLock { state throws(StoreError) in
            if let failing = state.failsOn, name.hasPrefix(failing) { throw .unavailable(reason: "secret reason") }
            return try body(&state)
        }
    }

    func createAccount(_ account: Account) async throws(StoreError) {
        try change { $0.accounts.append(account) }
    }

    func account(id: String) async throws(StoreError) -> Account {
        try change { state throws(StoreError) in
            guard let found = state.accounts.first(where: { $0.id == id }) else {
                throw .notFound(kind: "account", id: id)
            }
            return found
        }
    }

    func accounts(memberIAMID: String) async throws(StoreError) -> [Account] {
        try change { state in state.accounts.filter { $0.ownerIAMID == memberIAMID } }
    }

    func isMember(iamID: String, accountID: String) async throws(StoreError) -> Bool {
        try change { state in
            let isOwner = state.accounts.contains { $0.id == accountID && $0.ownerIAMID == iamID }
            return isOwner && !state.former.contains(accountID)
        }
    }

    func setPasswordSessions(allowed: Bool, accountID: String, at date: Date) async throws(StoreError) {
        try change { state throws(StoreError) in
            guard let index = state.accounts.firstIndex(where: { $0.id == accountID }) else {
                throw .notFound(kind: "account", id: accountID)
            }
            state.accounts[index].allowsPasswordSessions = allowed
            state.accounts[index].updatedAt = date
        }
    }

    func hasAccounts() async throws(StoreError) -> Bool {
        try change { !$0.accounts.isEmpty }
    }

    func createUser(_ user: User) async throws(StoreError) {
        try change { $0.users[user.iamID] = user }
    }

    func user(iamID: String) async throws(StoreError) -> User {
        try change { state throws(StoreError) in
            guard let user = state.users[iamID] else { throw .notFound(kind: "user", id: iamID) }
            return user
        }
    }

    func user(email: String) async throws(StoreError) -> User {
        try change { state throws(StoreError) in
            guard let user = state.users.values.first(where: { $0.email == email.lowercased() }) else {
                throw .notFound(kind: "user", id: email)
            }
            return user
        }
    }

    func createAPIKey(_ key: APIKey) async throws(StoreError) {
        try change { $0.keys[key.keyHash] = key }
    }

    func apiKey(hash: String) async throws(StoreError) -> APIKey {
        try change { state throws(StoreError) in
            guard let key = state.keys[hash] else { throw .notFound(kind: "API key", id: hash) }
            return key
        }
    }

    func apiKeyHolder(hash: String) async throws(StoreError) -> APIKeyHolder {
        let key = try await apiKey(hash: hash)
        let isMember = try await isMember(iamID: key.iamID, accountID: key.accountID)
        return try change { APIKeyHolder(key: key, user: $0.users[key.iamID], isMember: isMember) }
    }

    func apiKey(id: String) async throws(StoreError) -> APIKey {
        try change { state throws(StoreError) in
            guard let key = state.keys.values.first(where: { $0.id == id }) else {
                throw .notFound(kind: "API key", id: id)
            }
            return key
        }
    }

    func apiKeys(accountID: String, iamID: String?) async throws(StoreError) -> [APIKey] {
        try change { state in
            state.keys.values.filter { $0.accountID == accountID && (iamID ?? $0.iamID) == $0.iamID }
                .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        }
    }

    func replaceAPIKey(_ key: APIKey, revision: Int) async throws(StoreError) -> Bool {
        let stored = try await apiKey(id: key.id)
        return try change { state in
            guard stored.revision == revision else { return false }
            state.keys[stored.keyHash] = key
            return true
        }
    }

    func deleteAPIKey(id: String, revision: Int) async throws(StoreError) -> Bool {
        let stored = try await apiKey(id: id)
        return try change { state in
            guard stored.revision == revision else { return false }
            state.keys[stored.keyHash] = nil
            return true
        }
    }

    func recordUse(apiKeyID: String, at date: Date) async throws(StoreError) {
        let hash = try await apiKey(id: apiKeyID).keyHash
        try change { $0.keys[hash]?.lastUsedAt = date }
    }

    func createServiceID(_ serviceID: ServiceID, key: APIKey?) async throws(StoreError) {
        try change { state in
            state.serviceIDs[serviceID.id] = serviceID
            if let key { state.keys[key.keyHash] = key }
        }
    }

    func serviceID(id: String) async throws(StoreError) -> ServiceID {
        try change { state throws(StoreError) in
            guard let serviceID = state.serviceIDs[id] else { throw .notFound(kind: "service ID", id: id) }
            return serviceID
        }
    }

    func serviceIDs(accountID: String) async throws(StoreError) -> [ServiceID] {
        try change { state in
            state.serviceIDs.values.filter { $0.accountID == accountID }.sorted { $0.id < $1.id }
        }
    }

    func replaceServiceID(_ serviceID: ServiceID, revision: Int) async throws(StoreError) -> Bool {
        let stored = try await self.serviceID(id: serviceID.id)
        return try change { state in
            guard stored.revision == revision else { return false }
            state.serviceIDs[serviceID.id] = serviceID
            return true
        }
    }

    func deleteServiceID(id: String, revision: Int) async throws(StoreError) -> Bool {
        let stored = try await serviceID(id: id)
        return try change { state in
            guard stored.revision == revision else { return false }
            state.serviceIDs[id] = nil
            state.keys = state.keys.filter { $0.value.iamID != stored.iamID }
            return true
        }
    }

    func createRefreshToken(_ token: RefreshToken) async throws(StoreError) {
        try change { $0.tokens[token.tokenHash] = token }
    }

    func refreshToken(hash: String) async throws(StoreError) -> RefreshToken {
        try change { state throws(StoreError) in
            guard let token = state.tokens[hash] else { throw .notFound(kind: "refresh token", id: hash) }
            return token
        }
    }

    func exchangeRefreshToken(
        hash: String,
        for successor: RefreshToken,
        at now: Date,
        grace: TimeInterval
    ) async throws(StoreError) -> RefreshTokenExchange {
        try change { state throws(StoreError) in
            guard let token = state.tokens[hash] else { throw .notFound(kind: "refresh token", id: hash) }
            if let usedAt = token.usedAt, now.timeIntervalSince(usedAt) >= grace {
                state.tokens = state.tokens.filter { $0.value.familyID != token.familyID }
                return .reused
            }
            if token.usedAt == nil { state.tokens[hash]?.usedAt = now }
            state.tokens[successor.tokenHash] = successor
            return .done
        }
    }

    func deleteRefreshTokens(familyID: String) async throws(StoreError) {
        try change { state in state.tokens = state.tokens.filter { $0.value.familyID != familyID } }
    }

    func deleteRefreshTokens(apiKeyID: String) async throws(StoreError) {
        try change { state in state.tokens = state.tokens.filter { $0.value.apiKeyID != apiKeyID } }
    }

    func deleteRefreshTokens(iamID: String) async throws(StoreError) {
        try change { state in state.tokens = state.tokens.filter { $0.value.iamID != iamID } }
    }

    func deleteRefreshTokens(expiredBefore date: Date) async throws(StoreError) {
        try change { state in state.tokens = state.tokens.filter { $0.value.expiresAt >= date } }
    }

    func createPasscode(_ passcode: Passcode) async throws(StoreError) {
        try change { $0.passcodes[passcode.codeHash] = passcode }
    }

    func takePasscode(hash: String) async throws(StoreError) -> Passcode {
        try change { state throws(StoreError) in
            guard let passcode = state.passcodes.removeValue(forKey: hash) else {
                throw .notFound(kind: "passcode", id: hash)
            }
            return passcode
        }
    }

    func deletePasscodes(expiredBefore date: Date) async throws(StoreError) {
        try change { state in state.passcodes = state.passcodes.filter { $0.value.expiresAt >= date } }
    }
}
