// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// Where the registry of a server is.
struct RegistryAddress: Sendable {
    /// What names of images begin with.
    let host: String
    /// The address of its API, without `/api/v1`.
    let endpoint: String
    /// The region that the server is in.
    let homeRegion: String
}

/// The registry of the server that the user is logged in to.
struct Registry: Sendable {
    let session: Session
    let address: RegistryAddress
    let client: RegistryClient

    var host: String {
        address.host
    }

    /// The account for people, as headings have it.
    var accountName: String {
        let account = session.account
        return account.map { $0.name.isEmpty ? $0.id : $0.name } ?? ""
    }
}

extension PluginContext {
    /// The registry, in the name of the user, who must be logged in and have an account.
    func registry() async throws -> Registry {
        let session = try targetedSession()
        let address = try await registryAddress(of: session)
        return Registry(
            session: session,
            address: address,
            client: RegistryClient(
                endpoint: address.endpoint,
                connection: authorizedConnection(session, servers: [address.endpoint])
            )
        )
    }

    /// Where the server of `session` says that its registry is; it is asked each time, since an operator may move it.
    func registryAddress(of session: Session) async throws -> RegistryAddress {
        try session.requireEndpoint(program: program)
        let info = try await DiscoveryClient(connection(session)).info(of: session.apiEndpoint)
        guard let host = info.registryHost, let endpoint = info.registryEndpoint else {
            throw CommandFailure("The server at \(session.apiEndpoint) has no registry.")
        }
        return RegistryAddress(host: host, endpoint: endpoint, homeRegion: info.region)
    }
}
