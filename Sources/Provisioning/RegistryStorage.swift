// SPDX-License-Identifier: Apache-2.0

/// The files of an engine that keeps them on this host; another engine has none that we could reach.
package protocol RegistryStorage: Sendable {
    /// What is in each repository, by its name, whether a tag leads to it or not.
    func contents() async throws(RegistryEngineError) -> [String: RegistryRepositoryContent]

    /// Removes the tag; the manifest stays, and it is fine if there is no such tag.
    func removeTag(_ tag: String, from repository: String) async throws(RegistryEngineError)

    /// Removes all repositories of the namespace, with all that is in them; fine if there are none.
    func removeRepositories(ofNamespace namespace: String) async throws(RegistryEngineError)

    /// Makes files whole that an end of the engine or of the machine has left half written.
    ///
    /// Safe while the engine runs.
    @discardableResult
    func repair() async throws(RegistryEngineError) -> Int

    /// Frees the space of all that no manifest needs any more; gives the bytes that were freed.
    ///
    /// Safe while the engine runs, and while clients push.
    @discardableResult
    func collect() async throws(RegistryEngineError) -> Int
}

/// The manifests and tags of one repository.
package struct RegistryRepositoryContent: Sendable, Equatable {
    /// Digests of all manifests.
    package var manifests: Set<String>
    /// What each tag leads to.
    package var tags: [String: String]

    package init(manifests: Set<String> = [], tags: [String: String] = [:]) {
        self.manifests = manifests
        self.tags = tags
    }
}
