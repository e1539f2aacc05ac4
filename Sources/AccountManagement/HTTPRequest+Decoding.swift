// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import HTTP

extension HTTPRequest {
    /// The value in the body, which is JSON.
    func decoded<Value: Decodable>() throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: body)
        } catch {
            throw APIError.malformedRequest("the body is not the JSON that is expected here")
        }
    }
}
