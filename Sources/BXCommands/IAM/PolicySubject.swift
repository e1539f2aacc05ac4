// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// What kind of subject the policies of a command are about.
enum PolicySubjectKind: CaseIterable {
    case user
    case serviceID

    /// What the names of the commands begin with.
    var word: String {
        self == .user ? "user" : "service"
    }

    /// What the command line names the subject by.
    var argument: String {
        self == .user ? "USER" : "SERVICE_ID"
    }

    /// For summaries.
    var noun: String {
        self == .user ? "a user" : "a service ID"
    }

    /// The form of flags that scripts of the time give to commands for service ids.
    var oldFlags: [Flag] {
        self == .user ? [] : [Flag("json", summary: "Print JSON and nothing else", isForPrograms: true, isHidden: true)]
    }
}

/// The person or service id that policies are about, and the account that they hold in.
struct PolicySubject {
    let client: PolicyClient
    let account: SessionTarget
    let session: Session
    let iamID: String
    /// For people.
    let name: String
    /// What to type to see the policies.
    let listing: String

    init(_ kind: PolicySubjectKind, _ context: BXContext, _ invocation: Invocation) async throws {
        let directory = try ServiceIDDirectory(context)
        (session, account) = (directory.session, directory.account)
        client = context.policies(session)
        let word = invocation.argument(kind.argument) ?? ""
        switch kind {
        case .user:
            let user = try await context.person(word, of: session)
            (iamID, name) = (user.iamID, user.userID)
        case .serviceID:
            let serviceID = try await directory.serviceID(word)
            (iamID, name) = (serviceID.iamID, "service ID \(serviceID.name)")
        }
        listing = "\(context.program) iam \(kind.word)-policies \(word)"
    }

    /// The policy with this identifier, which must be about this subject.
    func policy(_ id: String) async throws -> PolicyClient.Seen {
        do {
            let seen = try await client.policy(id)
            if seen.policy.subjects.first?.value("iam_id") == iamID { return seen }
        } catch {
            guard case .refused(let failure) = error, failure.status == 404 else { throw error }
        }
        throw CommandFailure("Policy '\(id)' of \(name) was not found. Use '\(listing)' to list the policies.")
    }
}
