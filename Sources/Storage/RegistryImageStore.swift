// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// Keeps what is known of images, so that nobody has to ask the engine for each.
package protocol RegistryImageStore: Sendable {
    /// Takes the manifest in; does nothing if it is known: what a digest stands for never changes.
    func addRegistryManifest(_ manifest: RegistryManifest) async throws(StoreError)

    /// Removes the manifest and the tags that lead to it; fine if it is gone.
    func deleteRegistryManifest(repository: String, digest: String) async throws(StoreError)

    /// Lets the tag lead to the manifest and to no other; `notFound` if the manifest is not known.
    func setRegistryTag(repository: String, tag: String, digest: String) async throws(StoreError)

    /// Removes the tag; fine if it is gone.
    func deleteRegistryTag(repository: String, tag: String) async throws(StoreError)

    /// The images of the repository, by digest.
    func registryImages(repository: String) async throws(StoreError) -> [RegistryImage]

    /// The images of all repositories of the namespaces, by repository and digest.
    func registryImages(namespaces: [String]) async throws(StoreError) -> [RegistryImage]

    /// All repositories of which any manifest is known, by name.
    func registryRepositories() async throws(StoreError) -> [String]

    /// Bytes of layers and configurations in the namespaces, each digest counted once.
    func registryStorage(namespaces: [String]) async throws(StoreError) -> Int
}

/// Keeps the plans of accounts and what they have pulled.
package protocol RegistryUsageStore: Sendable {
    /// The plan and the limits of the account; the free plan if nothing was stored.
    func registryAllowance(accountID: String) async throws(StoreError) -> RegistryAllowance

    /// Stores plan and limits of the account.
    func setRegistryAllowance(_ allowance: RegistryAllowance, accountID: String) async throws(StoreError)

    /// Adds the pulls to the traffic of their months, except those that were counted before.
    func countRegistryPulls(_ pulls: [RegistryPull], at date: Date) async throws(StoreError)

    /// Bytes that were pulled from namespaces of the account in the month.
    func registryTraffic(accountID: String, month: String) async throws(StoreError) -> Int

    /// Forgets the identifiers of pulls that were counted before `date`; what they added stays.
    func forgetRegistryPulls(countedBefore date: Date) async throws(StoreError)
}
