// SPDX-License-Identifier: Apache-2.0

import Authentication
import Basics
import FoundationEssentials
import Model
import Storage

/// Lists the organizations of accounts, and finds the one that something new belongs to.
///
/// An account without any gets its first one when it is first asked about. So accounts from before there were
/// organizations have one too, and no step is left undone by a crash.
struct OrganizationDirectory: OrganizationLookup {
    let access: OrganizationAccess
    let organizations: any OrganizationStore
    let region: String
    let time: TimeSource

    /// The organizations that `principal` sees in the accounts of its token.
    func organizations(seenBy principal: Principal) async throws -> [Organization] {
        var found: [Organization] = []
        for account in try await access.accounts(of: principal) {
            found += try await access.visible(try await organizations(of: account), of: account, to: principal)
        }
        return found
    }

    func organization(_ id: String?, accountID: String, usedBy principal: Principal) async throws -> Organization? {
        guard let account = try await account(accountID) else { return nil }
        let all = try await organizations(of: account)
        guard let id else { return all.first }
        // Service ids belong to no organization; what they may do is said by policies.
        if ServiceID.isIAMID(principal.iamID) { return all.first { $0.id == id } }
        return try await access.visible(all, of: account, to: principal).first { $0.id == id }
    }

    private func account(_ id: String) async throws(StoreError) -> Account? {
        do {
            return try await access.accounts.account(id: id)
        } catch {
            guard case .notFound = error else { throw error }
            return nil
        }
    }

    func organizationNames(accountID: String) async throws -> [String: String] {
        let found = try await organizations.organizations(accountID: accountID)
        return Dictionary(found.map { ($0.id, $0.name) }) { first, _ in first }
    }

    private func organizations(of account: Account) async throws(StoreError) -> [Organization] {
        let found = try await organizations.organizations(accountID: account.id)
        guard found.isEmpty else { return found }
        let (id, now) = (Self.newID(), time.now())
        let first = Organization(id: id, accountID: account.id, region: region, name: "default", createdAt: now)
        let space = Space(id: Self.newID(), organizationID: id, name: "dev", createdAt: now)
        do throws(StoreError) {
            try await organizations.createOrganization(first, spaces: [space], managerIAMID: account.ownerIAMID)
            return [first]
        } catch .alreadyExists {
            // Somebody else asked at the same time.
            return try await organizations.organizations(accountID: account.id)
        }
    }

    static func newID() -> String {
        UUID().uuidString.lowercased()
    }
}
