// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// Finds the organization and the space to work in: by name, the only one, or the one that the user picks.
struct OrganizationChoice {
    private let client: OrganizationClient
    private let report: Report

    init(_ client: OrganizationClient, _ report: Report) {
        self.client = client
        self.report = report
    }

    /// Targets what `-o` and `-s` of `invocation` name in the account of `session`, or what is there to choose.
    ///
    /// A server without organizations is one to work with if none is asked for.
    static func target(
        _ invocation: Invocation,
        _ session: Session,
        _ report: Report,
        _ context: BXContext
    ) async throws -> Session {
        let (orgName, spaceName) = (invocation.value("o"), invocation.value("s"))
        let isAsked = ["o", "s", "cf"].contains(where: invocation.has)
        if session.account == nil, !isAsked { return session }
        let choice = OrganizationChoice(try context.organizations(session), report)
        do {
            // A space alone is one of the org at hand.
            let kept = spaceName == nil ? nil : session.organization?.name
            guard let org = try await choice.organization(orgName ?? kept) else {
                guard spaceName == nil else { throw CommandFailure("'-s' needs an org: name it with '-o ORG'.") }
                return session
            }
            let space = try await choice.space(spaceName, in: org)
            return try context.sessions.update { ($0.organization, $0.space) = (org, space) }
        } catch ClientError.refused(let failure) where failure.status == 404 && !isAsked {
            return session
        }
    }

    /// The organization called `name`; without a name nil if there are several and none is picked.
    ///
    /// The user is asked at a terminal only, so that scripts go on without an organization.
    func organization(_ name: String?) async throws -> SessionTarget? {
        let found = try await client.organizations()
            .map { SessionTarget(id: $0.metadata.guid, name: $0.entity.name) }
        return try pick(name, from: found, kind: "Org", plural: "orgs")
    }

    /// The space called `name` in the organization, by the same rules.
    func space(_ name: String?, in organization: SessionTarget) async throws -> SessionTarget? {
        let found = try await client.spaces(of: organization.id)
            .map { SessionTarget(id: $0.metadata.guid, name: $0.entity.name) }
        return try pick(name, from: found, kind: "Space", plural: "spaces")
    }

    private func pick(
        _ name: String?,
        from found: [SessionTarget],
        kind: String,
        plural: String
    ) throws -> SessionTarget? {
        let target: SessionTarget?
        if let name {
            guard let named = found.first(where: { $0.name == name }) else {
                let list = found.map { "\n" + $0.name }.joined()
                throw CommandFailure(
                    "\(kind) '\(name)' was not found."
                        + (found.isEmpty ? " There are no \(plural)." : " The \(plural) are:" + list)
                )
            }
            target = named
        } else if found.count > 1, report.terminal.isInteractive {
            let question = "Select \(kind == "Org" ? "an org" : "a space") (or press enter to skip):"
            target = try report.terminal.choose(question, found.map(\.name), allowsSkip: true).map { found[$0] }
        } else {
            target = found.count == 1 ? found.first : nil
        }
        if let target {
            report.begin("Targeted \(kind.lowercased()) \(report.terminal.entity(target.name))\n")
        }
        return target
    }
}
