// SPDX-License-Identifier: Apache-2.0

import API
package import Basics
import FoundationEssentials
package import Model
package import Storage

/// Adds, lists and removes namespaces, and says whose they are.
package struct NamespaceService: Sendable {
    private let store: any RegistryNamespaceStore
    private let upkeep: RegistryUpkeep
    private let region: String
    private let time: TimeSource

    package init(
        store: any RegistryNamespaceStore,
        upkeep: RegistryUpkeep,
        region: String,
        time: TimeSource = .system
    ) {
        self.store = store
        self.upkeep = upkeep
        self.region = region
        self.time = time
    }

    /// The namespaces of the account in which the caller sees images, by name.
    package func namespaces(of caller: RegistryCaller) async throws -> [RegistryNamespace] {
        try await store.registryNamespaces(accountID: caller.accountID).filter { caller.may(.see, on: $0.name) }
    }

    /// Makes the namespace; tells whether the account did not have it before.
    func add(_ name: String, for caller: RegistryCaller) async throws -> Bool {
        guard RegistryNamespace.isName(name) else { throw RegistryFault.namespaceName(name) }
        try caller.demand(.addNamespace, on: name)
        do {
            try await store.createRegistryNamespace(
                RegistryNamespace(name: name, accountID: caller.accountID, createdAt: time.now())
            )
            return true
        } catch .alreadyExists {
            let known = try await existing { try await store.registryNamespace(name: name) }
            guard let known, known.accountID == caller.accountID, known.removedAt == nil else {
                throw RegistryFault.namespaceTaken(name)
            }
            return false
        }
    }

    /// Takes the namespace out of use at once; its images are removed in the background.
    func remove(_ name: String, for caller: RegistryCaller) async throws {
        try await demand(.removeNamespace, on: name, by: caller)
        try await store.beginRegistryNamespaceRemoval(name: name, at: time.now())
        await upkeep.sweepSoon()
    }

    /// Throws unless the namespace is one of the caller's account and a policy lets the caller do this with it.
    package func demand(_ action: RegistryAction, on name: String, by caller: RegistryCaller) async throws {
        guard let namespace = try await existing({ try await store.registryNamespace(name: name) }),
            namespace.accountID == caller.accountID, namespace.removedAt == nil
        else { throw RegistryFault.namespaceOfOthers(name) }
        try caller.demand(action, on: name)
    }

    func details(of namespace: RegistryNamespace) -> RegistryNamespaceDetails {
        let created = namespace.createdAt.millisecondText
        return RegistryNamespaceDetails(
            account: namespace.accountID,
            name: namespace.name,
            crn: "crn:v1:bluemix:public:container-registry:\(region):a/\(namespace.accountID)::namespace:"
                + namespace.name,
            createdDate: created,
            updatedDate: created,
            resourceGroup: "",
            resourceCreatedDate: ""
        )
    }
}
