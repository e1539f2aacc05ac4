// SPDX-License-Identifier: Apache-2.0

import Authentication
import Model

/// Who asks for a token of the engine.
enum DockerSubject: Sendable {
    /// Somebody with credentials of the identity service.
    case caller(RegistryCaller)
    /// Whoever has this registry token.
    case token(RegistryToken)

    var accountID: String {
        switch self {
        case .caller(let caller): caller.accountID
        case .token(let token): token.accountID
        }
    }

    /// Who it is, in the log of the engine and in what it tells.
    var name: String {
        switch self {
        case .caller(let caller): caller.principal.iamID
        case .token(let token): "token-\(token.id)"
        }
    }

    /// What may be done in the namespace, which is one of the account.
    func actions(in namespace: String) -> Set<String> {
        switch self {
        case .token(let token):
            return token.isReadOnly ? ["pull"] : ["pull", "push", "delete"]
        case .caller(let caller):
            let table: [(String, RegistryAction)] = [("pull", .see), ("push", .push), ("delete", .deleteImages)]
            return Set(table.filter { caller.may($0.1, on: namespace) }.map(\.0))
        }
    }
}
