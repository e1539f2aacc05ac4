// SPDX-License-Identifier: Apache-2.0

import API
import Authorization
import Basics
import FoundationEssentials
import Model
import Storage

/// Makes, shows and changes the service ids of accounts.
///
/// The people of an account see its service ids, and its owner and administrators manage them. A service id sees itself.
struct ServiceIDService: Sendable {
    private let stores: any APIKeyService.Stores
    private let keys: APIKeyService
    private let authority: AccountAuthority
    private let observer: any AccessObserver
    private let time: TimeSource

    init(
        stores: any APIKeyService.Stores,
        keys: APIKeyService,
        authority: AccountAuthority,
        observer: any AccessObserver,
        time: TimeSource
    ) {
        self.stores = stores
        self.keys = keys
        self.authority = authority
        self.observer = observer
        self.time = time
    }

    /// The service ids of the account, or those with this name.
    func serviceIDs(accountID: String?, name: String?, by actor: ManagementActor) async throws -> [ServiceID] {
        let accountID = try await authority.accountID(of: actor, requested: accountID)
        let seesAll = try await seesAll(actor, in: accountID)
        return try await stores.serviceIDs(accountID: accountID).filter { serviceID in
            (name.map { $0 == serviceID.name } ?? true) && (seesAll || serviceID.iamID == actor.iamID)
        }
    }

    func serviceID(id: String, by actor: ManagementActor) async throws -> ServiceID {
        guard let found = try await existing({ try await stores.serviceID(id: id) }),
            try await authority.canAct(actor, in: found.accountID)
        else { throw APIError.serviceIDNotFound }
        if found.iamID == actor.iamID { return found }
        guard try await seesAll(actor, in: found.accountID) else { throw APIError.serviceIDNotFound }
        return found
    }

    /// Makes a service id, and a first key for it if `request` describes one.
    func create(
        _ request: ServiceIDRequest,
        isLocked: Bool,
        by actor: ManagementActor
    ) async throws -> (serviceID: ServiceID, key: (key: APIKey, text: String)?) {
        let accountID = try await authority.accountID(of: actor, requested: request.accountID)
        try await requireAdministrator(actor, of: accountID)
        let serviceID = ServiceID(
            id: "ServiceId-\(UUID().uuidString.lowercased())",
            accountID: accountID,
            name: try GivenText.name(request.name),
            description: try GivenText.description(request.description ?? ""),
            instanceNames: try GivenText.instanceNames(request.uniqueInstanceCRNs ?? []),
            createdAt: time.now(),
            isLocked: isLocked
        )
        let key = try request.apikey.map { wanted in
            try keys.newKey(
                APIKeyOrder(try wanted.checked(), accountID: accountID),
                iamID: serviceID.iamID,
                accountID: accountID,
                createdBy: actor.iamID
            )
        }
        try await stores.createServiceID(serviceID, key: key?.key)
        return (serviceID, key)
    }

    /// Changes what `request` names, if `version` is the present one.
    func update(
        id: String,
        _ request: ServiceIDRequest,
        version: String?,
        by actor: ManagementActor
    ) async throws -> ServiceID {
        let serviceID = try await changeable(id: id, by: actor)
        try serviceID.requireVersion(version)
        try serviceID.requireUnlocked()
        return try await store(serviceID) { serviceID in
            if let name = request.name { serviceID.name = try GivenText.name(name) }
            if let text = request.description { serviceID.description = try GivenText.description(text) }
            if let names = request.uniqueInstanceCRNs {
                serviceID.instanceNames = try GivenText.instanceNames(names)
            }
        }
    }

    /// Removes the service id with its keys and policies, and ends their sessions.
    func delete(id: String, by actor: ManagementActor) async throws {
        let serviceID = try await changeable(id: id, by: actor)
        try serviceID.requireUnlocked()
        let keys = try await stores.apiKeys(accountID: serviceID.accountID, iamID: serviceID.iamID)
        if keys.contains(where: \.isLocked) { throw APIError.hasLockedKeys }
        let isDeleted = try await existing { try await stores.deleteServiceID(id: id, revision: serviceID.revision) }
        guard let isDeleted else { throw APIError.serviceIDNotFound }
        guard isDeleted else { throw APIError.changedMeanwhile(id) }
        try await stores.deleteRefreshTokens(iamID: serviceID.iamID)
        await observer.accessChanged(in: serviceID.accountID)
    }

    func setLocked(_ isLocked: Bool, id: String, by actor: ManagementActor) async throws -> ServiceID {
        let serviceID = try await changeable(id: id, by: actor)
        return serviceID.isLocked == isLocked ? serviceID : try await store(serviceID) { $0.isLocked = isLocked }
    }

    private func store(
        _ serviceID: ServiceID,
        _ change: (inout ServiceID) throws -> Void
    ) async throws -> ServiceID {
        let changed = try serviceID.changed(at: time.now(), change)
        let isStored = try await existing {
            try await stores.replaceServiceID(changed, revision: serviceID.revision)
        }
        guard let isStored else { throw APIError.serviceIDNotFound }
        guard isStored else { throw APIError.changedMeanwhile(serviceID.id) }
        return changed
    }

    private func changeable(id: String, by actor: ManagementActor) async throws -> ServiceID {
        let serviceID = try await serviceID(id: id, by: actor)
        try await requireAdministrator(actor, of: serviceID.accountID)
        return serviceID
    }

    private func seesAll(_ actor: ManagementActor, in accountID: String) async throws -> Bool {
        guard actor.isServiceID else { return true }
        return try await authority.isAdministrator(actor, of: accountID)
    }

    private func requireAdministrator(_ actor: ManagementActor, of accountID: String) async throws {
        guard try await authority.isAdministrator(actor, of: accountID) else {
            throw APIError.mayNot("manage the service IDs of this account, only its administrators may")
        }
    }
}
