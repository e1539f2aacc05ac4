// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The service ids of the targeted account.
struct ServiceIDDirectory {
    let client: ServiceIDClient
    let account: SessionTarget
    let session: Session
    private let program: String

    init(_ context: BXContext) throws {
        session = try context.sessions.session()
        account = try session.requireAccount(program: context.program)
        client = context.serviceIDs(session)
        program = context.program
    }

    func all() async throws -> [ServiceIDResource] {
        try await client.serviceIDs(of: account.id)
    }

    /// The service id with this name or identifier; its IAM id will do, too.
    func serviceID(_ word: String) async throws -> ServiceIDResource {
        let id = word.hasPrefix("iam-ServiceId-") ? String(word.dropFirst(4)) : word
        if let found = try await all().called(id, kind: "service ID") { return found }
        throw CommandFailure(
            "Service ID '\(word)' was not found in account \(SessionSummary.text(account)). "
                + "Use '\(program) iam service-ids' to list its service IDs."
        )
    }
}
