// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
package import Basics
import FoundationEssentials
import Model
package import Storage

/// Knows in whose name infrastructure is ordered for an account, region by region.
///
/// The host asks for no key, so none is made; what there is to know of it is whose it would be.
package struct KeyService: Sendable {
    private let owners: any KeyOwnerStore
    private let users: any UserStore
    private let clusters: ClusterService
    private let regions: RegionCatalogue
    private let time: TimeSource

    package init(
        owners: any KeyOwnerStore,
        users: any UserStore,
        clusters: ClusterService,
        regions: RegionCatalogue,
        time: TimeSource
    ) {
        self.owners = owners
        self.users = users
        self.clusters = clusters
        self.regions = regions
        self.time = time
    }

    /// The owner for a cluster that the caller may see, and what they are called.
    func owner(for idOrName: String, of caller: Caller) async throws -> (owner: KeyOwner, name: String) {
        let cluster = try await clusters.cluster(idOrName, of: caller, to: .see)
        let owner: KeyOwner
        do throws(StoreError) {
            owner = try await owners.keyOwner(accountID: cluster.accountID, region: cluster.region)
        } catch .notFound {
            throw APIError.keyOwnerUnknown(cluster.region)
        }
        return (owner, try await name(of: owner))
    }

    /// The full name of a person; service ids, and people who told none, are called by their address.
    private func name(of owner: KeyOwner) async throws -> String {
        let user: User
        do {
            user = try await users.user(iamID: owner.iamID)
        } catch {
            guard case .notFound = error else { throw error }
            return owner.email
        }
        let name = [user.givenName, user.familyName].filter { !$0.isEmpty }.joined(separator: " ")
        return name.isEmpty ? user.email : name
    }

    /// Makes the caller the owner in a region, in the default one if none is named.
    func reset(in regionName: String?, for caller: Caller) async throws {
        let region = try administered(regionName, by: caller)
        let owner = KeyOwner(
            accountID: caller.accountID,
            region: region,
            iamID: caller.principal.iamID,
            email: caller.principal.email,
            since: time.now()
        )
        try await owners.setKeyOwner(owner)
    }

    /// The region that is named, or the default one, if the caller may say there how infrastructure is ordered.
    func administered(_ regionName: String?, by caller: Caller) throws -> String {
        let region = try regions.place(region: regionName, zone: nil).region
        try caller.demand(.orderInfrastructure, in: region)
        return region
    }
}
