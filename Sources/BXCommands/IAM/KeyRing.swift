// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// Whose API keys a command manages.
enum KeyHolder {
    case user
    case serviceID

    /// What the names of the commands begin with.
    var word: String {
        self == .user ? "api-key" : "service-api-key"
    }

    /// What the command line says about the holder, after the name of a key.
    var arguments: [Argument] {
        self == .user ? [] : [Argument("SERVICE_ID")]
    }

    /// The end of a summary.
    var phrase: String {
        self == .user ? "" : " of a service ID"
    }
}

/// The API keys that a command line is about: those of the user, or of the service id that it names.
struct KeyRing {
    let client: APIKeyClient
    let account: SessionTarget
    let session: Session
    /// The service id, if it is one's keys.
    let serviceID: ServiceIDResource?
    /// What to type to see the keys.
    let listing: String

    init(_ holder: KeyHolder, _ context: BXContext, _ invocation: Invocation) async throws {
        let directory = try ServiceIDDirectory(context)
        (session, account) = (directory.session, directory.account)
        client = context.apiKeys(session)
        switch holder {
        case .user:
            serviceID = nil
            listing = "\(context.program) iam api-keys"
        case .serviceID:
            let found = try await directory.serviceID(invocation.argument("SERVICE_ID") ?? "")
            serviceID = found
            listing = "\(context.program) iam service-api-keys \(found.id)"
        }
    }

    /// Whose keys they are, for people.
    var owner: String {
        serviceID.map { "service ID \($0.name)" } ?? session.userText
    }

    /// IAM id of whose keys they are.
    var iamID: String {
        serviceID?.iamID ?? session.iamID
    }

    func keys() async throws -> [APIKeyResource] {
        try await client.keys(of: iamID, in: account.id)
    }

    /// The key with this name or identifier; the owner of an account may name keys of others by their identifiers.
    func key(_ word: String) async throws -> APIKeyResource {
        if let found = try await keys().called(word, kind: "API key") { return found }
        if serviceID == nil, word.hasPrefix("ApiKey-"), let found = try await keyOfSomebody(word) { return found }
        throw CommandFailure("API key '\(word)' of \(owner) was not found. Use '\(listing)' to list the keys.")
    }

    private func keyOfSomebody(_ id: String) async throws -> APIKeyResource? {
        do {
            return try await client.key(id)
        } catch {
            guard case .refused(let failure) = error, failure.status == 404 else { throw error }
            return nil
        }
    }

    /// What is shown of a key; its text too, if `key` was made just now.
    func fields(_ key: APIKeyResource) -> [(String, String)] {
        var fields = [("Name", key.name), ("Description", key.description ?? "")]
        if let serviceID { fields.append(("Bound To", serviceID.crn)) }
        fields.append(("Created At", key.createdAt))
        if let end = key.expiresAt { fields.append(("Expires At", end)) }
        if !key.apikey.isEmpty { fields.append(("API Key", key.apikey)) }
        if let use = key.lastUsedAt { fields.append(("Last Used", use)) }
        fields.append(("Locked", String(key.locked)))
        if key.disabled { fields.append(("Disabled", "true")) }
        return fields + [("UUID", key.id), ("Version", key.entityTag)]
    }
}
