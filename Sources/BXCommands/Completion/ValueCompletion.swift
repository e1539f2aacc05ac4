// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The values that can be typed where the help has one of these names.
struct ValueCompletion {
    let context: BXContext
    let plugins: [InstalledPlugin]

    func candidates(for name: String) async -> [Candidate] {
        switch name {
        case "PLUGIN_NAME": plugins.map { Candidate($0.metadata.name, $0.metadata.version.description) }
        case "REPO_NAME": repositories
        case "ACCOUNT_ID": await accounts
        case "SERVICE_ID": await serviceIDs
        case "USER": await people
        default: []
        }
    }

    private var repositories: [Candidate] {
        ((try? context.sessions.session()) ?? Session()).pluginRepositories.map { Candidate($0.name, $0.url) }
    }

    private var accounts: [Candidate] {
        get async {
            guard let session = try? context.sessions.session(), session.isLoggedIn else { return [] }
            let client = AccountClient(
                endpoint: session.accountManagementEndpoint,
                connection: context.authorizedConnection(session)
            )
            let accounts = (try? await client.accounts()) ?? []
            return accounts.map { Candidate($0.metadata.guid, $0.entity.name) }
        }
    }
    private var serviceIDs: [Candidate] {
        get async {
            let found = try? await ServiceIDDirectory(context).all()
            return (found ?? []).map { Candidate($0.name, $0.description ?? "") }
        }
    }

    private var people: [Candidate] {
        get async {
            guard let session = try? context.sessions.session(), let account = session.account else { return [] }
            let found = try? await context.accounts(session).users(of: account.id)
            return (found ?? []).map { Candidate($0.userID, $0.role) }
        }
    }
}
