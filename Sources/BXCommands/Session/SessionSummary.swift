// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// The block that tells who is logged in, where, and what is targeted.
struct SessionSummary {
    /// What the block tells, as programs read it.
    struct Values: Encodable {
        struct Target: Encodable {
            let id: String
            let name: String

            init(_ target: SessionTarget) {
                (id, name) = (target.id, target.name)
            }
        }

        let apiEndpoint: String
        let apiVersion: String
        let region: String
        let user: String
        let account: Target?
        let resourceGroup: Target?
        let org: Target?
        let space: Target?

        init(_ session: Session) {
            apiEndpoint = session.apiEndpoint
            apiVersion = session.apiVersion
            region = session.region
            user = session.userText
            account = session.account.map(Target.init)
            resourceGroup = session.resourceGroup.map(Target.init)
            org = session.organization.map(Target.init)
            space = session.space.map(Target.init)
        }
    }

    private let context: BXContext

    init(_ context: BXContext) {
        self.context = context
    }

    func show(_ session: Session) {
        let program = context.program
        var rows = [
            Self.endpointRow(session),
            (key: "Region", value: session.region),
            (key: "User", value: session.userText),
            (
                key: "Account",
                value: session.account.map(Self.text) ?? "No account targeted, use '\(program) target -c ACCOUNT_ID'"
            ),
        ]
        if let group = session.resourceGroup { rows.append((key: "Resource group", value: group.name)) }
        rows.append((key: "Org", value: session.organization?.name ?? ""))
        rows.append((key: "Space", value: session.space?.name ?? ""))
        context.terminal.keyValues(rows)
    }

    static func endpointRow(_ session: Session) -> (key: String, value: String) {
        (key: "API endpoint", value: "\(session.apiEndpoint) (API version: \(session.apiVersion))")
    }

    /// An account as it is shown: its name and identifier.
    static func text(_ account: SessionTarget) -> String {
        account.name.isEmpty ? account.id : "\(account.name) (\(account.id))"
    }
}
