// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// Keeps which account has which namespace.
package protocol RegistryNamespaceStore: Sendable {
    /// Stores a new namespace; `alreadyExists` if the name is taken, by whomever, or is being removed.
    func createRegistryNamespace(_ namespace: RegistryNamespace) async throws(StoreError)

    /// The namespace with this name, also one that is being removed.
    func registryNamespace(name: String) async throws(StoreError) -> RegistryNamespace

    /// The namespaces of the account that can be used, by name.
    func registryNamespaces(accountID: String) async throws(StoreError) -> [RegistryNamespace]

    /// Takes the namespace out of use; `notFound` if there is none, and fine if that was done before.
    func beginRegistryNamespaceRemoval(name: String, at date: Date) async throws(StoreError)

    /// All namespaces that are being removed, by name.
    func removedRegistryNamespaces() async throws(StoreError) -> [RegistryNamespace]

    /// Frees the name of a namespace that is being removed; does nothing to any other.
    func endRegistryNamespaceRemoval(name: String) async throws(StoreError)
}

/// Keeps registry tokens, without their text.
package protocol RegistryTokenStore: Sendable {
    /// Stores a new token; its id must be free.
    func createRegistryToken(_ token: RegistryToken) async throws(StoreError)

    /// The token with this id, expired or not.
    func registryToken(id: String) async throws(StoreError) -> RegistryToken

    /// The tokens of the account, expired or not, oldest first.
    func registryTokens(accountID: String) async throws(StoreError) -> [RegistryToken]

    /// Removes the token from its account; `notFound` if the account has no such token.
    func deleteRegistryToken(id: String, accountID: String) async throws(StoreError)

    /// Removes all tokens that expired before `date`.
    func deleteRegistryTokens(expiredBefore date: Date) async throws(StoreError)
}
