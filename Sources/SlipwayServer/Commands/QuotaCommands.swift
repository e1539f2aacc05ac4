// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import Model
import Storage
import StorageSQLite

/// `slipwayd quota ...`: what accounts may have; a running daemon goes by each change at once.
enum QuotaCommands {
    static let show = Command<DaemonContext>(
        CommandDeclaration(
            namespace: "quota",
            name: "show",
            summary: "Show what an account may have, and what it has",
            arguments: [Argument("ACCOUNT")],
            flags: DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let configuration = try context.configuration(invocation)
        let account = invocation.argument("ACCOUNT") ?? ""
        try await withStore(configuration) { store in
            try await show(account, store, configuration.quota, on: context.terminal)
        }
    }

    static let set = Command<DaemonContext>(
        CommandDeclaration(
            namespace: "quota",
            name: "set",
            summary: "Say what an account may have, in place of the settings of all accounts",
            arguments: [Argument("ACCOUNT")],
            flags: QuotaKind.allCases.map { kind in
                Flag(kind.rawValue, value: "NUMBER", summary: "How many \(kind.phrase); 'default' for what all have")
            } + DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let configuration = try context.configuration(invocation)
        let account = invocation.argument("ACCOUNT") ?? ""
        let changes = try changes(invocation)
        try await withStore(configuration) { store in
            for (kind, limit) in changes {
                try await store.setQuota(kind, to: limit, accountID: account)
                configuration.record("quotas.set", "\(account) \(kind.rawValue)=\(limit.map(String.init) ?? "default")")
            }
            try await show(account, store, configuration.quota, on: context.terminal)
        }
    }

    /// What is to change; nil takes an account's own quota back.
    private static func changes(_ invocation: Invocation) throws(UsageError) -> [(QuotaKind, Int?)] {
        var changes: [(QuotaKind, Int?)] = []
        for kind in QuotaKind.allCases {
            guard let text = invocation.value(kind.rawValue) else { continue }
            let number = ServerConfiguration.number(text)
            guard number != nil || text == "default" else {
                throw UsageError("'--\(kind.rawValue)' takes a whole number or 'default', not '\(text)'.")
            }
            changes.append((kind, number))
        }
        guard !changes.isEmpty else { throw UsageError("There is nothing to set.") }
        return changes
    }

    private static func show(
        _ account: String,
        _ store: any QuotaStore & AccountStore,
        _ standard: AccountQuota,
        on terminal: Terminal
    ) async throws {
        _ = try await store.account(id: account)
        let own = try await store.quota(accountID: account)
        let used = try await store.usage(accountID: account)
        terminal.table(
            ["What", "Used", "Quota", "Set for"],
            QuotaKind.allCases.map { kind in
                let limit = own[kind] ?? standard[kind]
                return [kind.phrase, String(used[kind]), String(limit), own[kind] == nil ? "all" : "this account"]
            }
        )
    }

    /// Opens the database that a daemon may have open, too.
    private static func withStore(
        _ configuration: ServerConfiguration,
        _ body: (SQLiteStore) async throws -> Void
    ) async throws {
        let path = "\(configuration.dataDirectory)/slipway.db"
        guard Files.exists(path) else {
            throw CommandFailure(
                "slipwayd has not been started with the data directory \(configuration.dataDirectory)."
            )
        }
        let store = try await SQLiteStore(path: path)
        do {
            try await body(store)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }
}

extension QuotaKind {
    /// For people.
    fileprivate var phrase: String {
        switch self {
        case .freeClusters: "free clusters"
        case .clusters: "clusters"
        case .workers: "workers"
        }
    }
}
