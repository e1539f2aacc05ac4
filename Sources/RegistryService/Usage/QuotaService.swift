// SPDX-License-Identifier: Apache-2.0

import API
package import Basics
import FoundationEssentials
import Model
package import Storage

/// What accounts may use of the registry, and what they do use.
package struct QuotaService: Sendable {
    private static let megabyte = 1_000_000

    private let namespaces: any RegistryNamespaceStore
    private let images: any RegistryImageStore
    private let usage: any RegistryUsageStore
    private let time: TimeSource

    package init(
        stores: any RegistryNamespaceStore & RegistryImageStore & RegistryUsageStore,
        time: TimeSource = .system
    ) {
        namespaces = stores
        images = stores
        usage = stores
        self.time = time
    }

    /// The limits of the account and what it has used: layers counted once, pulls of this month.
    func quota(of accountID: String) async throws -> RegistryQuota {
        let limits = try await usage.registryAllowance(accountID: accountID).limits
        return RegistryQuota(
            limit: .init(storageBytes: limits.storage ?? -1, trafficBytes: limits.traffic ?? -1),
            usage: .init(
                storageBytes: try await storage(of: accountID),
                trafficBytes: try await usage.registryTraffic(accountID: accountID, month: Self.month(time.now()))
            )
        )
    }

    func plan(of accountID: String) async throws -> RegistryPlanInfo {
        RegistryPlanInfo(plan: try await usage.registryAllowance(accountID: accountID).plan.rawValue)
    }

    /// Changes the limits that the account has set for itself; no plan lets them be above its own.
    func change(_ change: RegistryQuotaChange, of accountID: String) async throws {
        var allowance = try await usage.registryAllowance(accountID: accountID)
        let ceiling = allowance.plan.ceiling
        if let limit = change.storageMegabytes {
            allowance.own.storage = try Self.limit(limit, "storage", below: ceiling.storage, allowance.plan)
        }
        if let limit = change.trafficMegabytes {
            allowance.own.traffic = try Self.limit(limit, "pull traffic", below: ceiling.traffic, allowance.plan)
        }
        try await usage.setRegistryAllowance(allowance, accountID: accountID)
    }

    /// Puts the account on the plan called `name`; its own limits stay.
    func choosePlan(_ name: String, of accountID: String) async throws {
        guard let plan = RegistryPlan.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else {
            let known = RegistryPlan.allCases.map(\.rawValue).joined(separator: " and ")
            throw RegistryFault.badRequest("There is no plan '\(name.prefix(64))'; the plans are \(known).")
        }
        var allowance = try await usage.registryAllowance(accountID: accountID)
        allowance.plan = plan
        try await usage.setRegistryAllowance(allowance, accountID: accountID)
    }

    /// Throws if nothing more may be pushed.
    func demandStorage(of accountID: String) async throws {
        guard let limit = try await usage.registryAllowance(accountID: accountID).limits.storage else { return }
        guard try await storage(of: accountID) < limit else { throw RegistryFault.storageExceeded }
    }

    /// Throws if nothing more may be pulled.
    func demandTraffic(of accountID: String) async throws {
        guard let limit = try await usage.registryAllowance(accountID: accountID).limits.traffic else { return }
        let used = try await usage.registryTraffic(accountID: accountID, month: Self.month(time.now()))
        guard used < limit else { throw RegistryFault.trafficExceeded }
    }

    private func storage(of accountID: String) async throws -> Int {
        let names = try await namespaces.registryNamespaces(accountID: accountID).map(\.name)
        return try await images.registryStorage(namespaces: names)
    }

    /// Bytes; nil means unlimited.
    private static func limit(
        _ megabytes: Int,
        _ what: String,
        below ceiling: Int?,
        _ plan: RegistryPlan
    ) throws -> Int? {
        guard (-1...1_000_000_000).contains(megabytes) else {
            throw RegistryFault.badRequest(
                "\(megabytes) is no limit: it must be a number of megabytes, or -1 for none."
            )
        }
        if let ceiling, megabytes < 0 || megabytes * megabyte > ceiling {
            throw RegistryFault.badRequest(
                "The plan '\(plan.rawValue)' allows no more than \(ceiling / megabyte) MB of \(what).",
                recovery: "To change the plan, run 'bx cr plan-upgrade'."
            )
        }
        return megabytes < 0 ? nil : megabytes * megabyte
    }

    /// The calendar month in UTC, `2018-01`.
    static func month(_ date: Date) -> String {
        String(date.secondText.prefix(7))
    }
}
