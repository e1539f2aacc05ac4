// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit

/// `bx iam api-key-lock`, `-unlock`, `-disable`, `-enable`, and the same for `service-api-key`.
enum APIKeySwitch: String, CaseIterable {
    case lock
    case unlock
    case disable
    case enable

    static let commands = [KeyHolder.user, .serviceID].flatMap { holder in allCases.map { $0.command(holder) } }

    private func command(_ holder: KeyHolder) -> Command<BXContext> {
        Command(
            CommandDeclaration(
                namespace: "iam",
                name: "\(holder.word)-\(rawValue)",
                summary: summary(holder),
                arguments: [Argument("NAME")] + holder.arguments,
                flags: [Confirmation.needlessFlag]
            )
        ) { context, invocation in
            let report = try Report(context.terminal, invocation)
            let ring = try await KeyRing(holder, context, invocation)
            let terminal = context.terminal
            let key = try await ring.key(invocation.argument("NAME") ?? "")
            let name = terminal.entity(key.name)
            report.begin("\(beginning) API key \(name) of \(terminal.entity(ring.owner))...")
            let unlock = "Use '\(context.program) iam \(holder.word)-unlock' to unlock it first."
            try await IdentityRefusal.explained([.isLocked: unlock]) { try await turn(key.id, ring.client) }
            report.done("API key \(name) is \(state) now.")
        }
    }

    private func turn(_ id: String, _ client: APIKeyClient) async throws {
        switch self {
        case .lock: try await client.setLocked(true, id)
        case .unlock: try await client.setLocked(false, id)
        case .disable: try await client.setDisabled(true, id)
        case .enable: try await client.setDisabled(false, id)
        }
    }

    private func summary(_ holder: KeyHolder) -> String {
        switch self {
        case .lock: "Lock an API key\(holder.phrase): it cannot be changed or deleted."
        case .unlock: "Unlock an API key\(holder.phrase)."
        case .disable: "Let an API key\(holder.phrase) sign nobody in, and end the sessions that began with it."
        case .enable: "Let an API key\(holder.phrase) sign in again."
        }
    }

    private var beginning: String {
        switch self {
        case .lock: "Locking"
        case .unlock: "Unlocking"
        case .disable: "Disabling"
        case .enable: "Enabling"
        }
    }

    private var state: String {
        switch self {
        case .lock: "locked"
        case .unlock: "unlocked"
        case .disable: "disabled"
        case .enable: "enabled"
        }
    }
}
