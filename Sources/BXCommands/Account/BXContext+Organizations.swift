// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

extension BXContext {
    /// The organizations of the targeted account, in the name of the user of `session`.
    func organizations(_ session: Session) throws -> OrganizationClient {
        try session.requireAccount(program: program)
        return OrganizationClient(endpoint: session.apiEndpoint, connection: authorizedConnection(session))
    }

    /// The organization called `name`, or else the targeted one.
    func organization(_ name: String?, of session: Session, _ client: OrganizationClient) async throws -> SessionTarget
    {
        guard let name else {
            if let targeted = session.organization { return targeted }
            throw CommandFailure(
                "No org is targeted. Use '-o ORG' or '\(program) target -o ORG'.",
                exitStatus: ExitStatus.session
            )
        }
        guard let found = try await client.organizations().first(where: { $0.entity.name == name }) else {
            throw CommandFailure("Org '\(name)' was not found. Use '\(program) account orgs' to list the orgs.")
        }
        return SessionTarget(id: found.metadata.guid, name: found.entity.name)
    }
}
