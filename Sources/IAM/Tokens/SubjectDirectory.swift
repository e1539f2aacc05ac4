// SPDX-License-Identifier: Apache-2.0

import API
import Model
import Storage

/// Finds who a credential stands for: a person, or a service id.
struct SubjectDirectory: Sendable {
    let users: any UserStore
    let serviceIDs: any ServiceIDStore

    /// Who has this IAM id; nil if nobody has it any more.
    func subject(iamID: String) async throws -> User? {
        guard let id = ServiceID.id(fromIAMID: iamID) else {
            return try await existing { try await users.user(iamID: iamID) }
        }
        return try await existing { try await serviceIDs.serviceID(id: id) }.map(User.init(standingFor:))
    }
}

extension User {
    /// A service id in the place of a person: its identifier is its address, and it has no password.
    init(standingFor serviceID: ServiceID) {
        self.init(
            iamID: serviceID.iamID,
            email: serviceID.id,
            givenName: serviceID.name,
            familyName: "",
            passwordHash: "",
            createdAt: serviceID.createdAt
        )
    }

    /// The claims that say who this is, for `account`.
    func claims(account: AccessTokenClaims.AccountClaim?) -> AccessTokenClaims {
        if let id = ServiceID.id(fromIAMID: iamID) {
            return AccessTokenClaims(serviceID: id, iamID: iamID, name: givenName, account: account)
        }
        return AccessTokenClaims(
            iamID: iamID,
            email: email,
            givenName: givenName,
            familyName: familyName,
            account: account
        )
    }
}
