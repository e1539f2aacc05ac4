// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

extension OrganizationClient {
    /// The space called `name`.
    func space(_ name: String, in organization: SessionTarget) async throws -> SessionTarget {
        guard let found = try await spaces(of: organization.id).first(where: { $0.entity.name == name }) else {
            throw CommandFailure("Space '\(name)' was not found in org '\(organization.name)'.")
        }
        return SessionTarget(id: found.metadata.guid, name: found.entity.name)
    }
}
