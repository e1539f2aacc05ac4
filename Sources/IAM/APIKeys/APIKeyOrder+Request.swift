// SPDX-License-Identifier: Apache-2.0

import API

extension APIKeyOrder {
    init(_ request: APIKeyCreateRequest, accountID: String?) {
        self.init(
            name: request.name,
            description: request.description,
            iamID: request.iamID,
            accountID: accountID,
            expiresAt: request.expiresAt
        )
    }
}

extension APIKeyCreateRequest {
    /// This, unless it asks for what the service does not do; keeping silent about that would be a promise.
    func checked() throws -> APIKeyCreateRequest {
        if let apikey, !apikey.isEmpty {
            throw APIError.impossibleValue("apikey", "the service makes the texts of keys itself")
        }
        if storeValue == true { throw APIError.impossibleValue("store_value", "texts of keys are never stored") }
        if let action = actionWhenLeaked, action != "none" {
            throw APIError.impossibleValue("action_when_leaked", "the service does not look for leaked keys")
        }
        return self
    }
}
