// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// Keeps API keys, by the hash of their text.
package protocol APIKeyStore: Sendable {
    /// Stores a new key; id and hash must be free.
    func createAPIKey(_ key: APIKey) async throws(StoreError)

    /// The key whose text has this hash.
    func apiKey(hash: String) async throws(StoreError) -> APIKey

    /// The key whose text has this hash, and whom it signs in.
    func apiKeyHolder(hash: String) async throws(StoreError) -> APIKeyHolder

    /// The key with this id.
    func apiKey(id: String) async throws(StoreError) -> APIKey

    /// The keys of one account, or of one user or service id in it, oldest first.
    func apiKeys(accountID: String, iamID: String?) async throws(StoreError) -> [APIKey]

    /// Stores what may change of `key` with its revision if `revision` is the stored one; tells whether it was.
    ///
    /// The time of the last use stays as it is. `notFound` if there is no such key.
    func replaceAPIKey(_ key: APIKey, revision: Int) async throws(StoreError) -> Bool

    /// Removes the key if `revision` is the stored one; tells whether it was. `notFound` if there is no such key.
    func deleteAPIKey(id: String, revision: Int) async throws(StoreError) -> Bool

    /// Stores when the key was used, which is no change of it; fine if the key is gone.
    func recordUse(apiKeyID: String, at date: Date) async throws(StoreError)
}

/// Keeps service ids.
package protocol ServiceIDStore: Sendable {
    /// Stores a new service id, whose id must be free, and with it a first key of its own.
    func createServiceID(_ serviceID: ServiceID, key: APIKey?) async throws(StoreError)

    /// The service id with this id.
    func serviceID(id: String) async throws(StoreError) -> ServiceID

    /// The service ids of one account, oldest first.
    func serviceIDs(accountID: String) async throws(StoreError) -> [ServiceID]

    /// Stores what may change of `serviceID` with its revision if `revision` is the stored one; tells whether it was.
    ///
    /// `notFound` if there is no such service id.
    func replaceServiceID(_ serviceID: ServiceID, revision: Int) async throws(StoreError) -> Bool

    /// Removes the service id with its keys and policies if `revision` is the stored one; tells whether it was.
    ///
    /// `notFound` if there is no such service id.
    func deleteServiceID(id: String, revision: Int) async throws(StoreError) -> Bool
}
