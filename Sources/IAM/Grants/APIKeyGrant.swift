// SPDX-License-Identifier: Apache-2.0

import API
import Cryptography
import Model
import Storage

/// An API key, which stands for its user in its account and in no other.
struct APIKeyGrant: Grant {
    static let type = "urn:ibm:params:oauth:grant-type:apikey"

    private let apiKeys: any APIKeyStore
    private let users: any UserStore

    init(apiKeys: any APIKeyStore, users: any UserStore) {
        self.apiKeys = apiKeys
        self.users = users
    }

    func signIn(_ request: TokenRequest) async throws -> SignIn {
        // A key has more than 250 random bits: its hash can be looked up, and guessing needs no brake.
        let hash = Digest.sha256Hex(try request.required("apikey"))
        guard let key = try await existing({ try await apiKeys.apiKey(hash: hash) }),
            let user = try await existing({ try await users.user(iamID: key.iamID) })
        else { throw APIError.unknownAPIKey }
        return SignIn(
            user: user,
            accountID: key.accountID,
            boundAccountID: key.accountID,
            apiKeyID: key.id,
            origin: Self.type
        )
    }
}
