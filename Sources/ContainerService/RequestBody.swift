// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials

/// Reads the bodies of requests.
enum RequestBody {
    static func decode<Value: Decodable>(_ type: Value.Type = Value.self, from body: Data) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: body)
        } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty,
            DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty
        {
            let key = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw APIError.badRequest(code: "E0002", "The value of '\(key)' in the request has the wrong type.")
        } catch is DecodingError {
            throw APIError.badRequest(code: "E0002", "The request body is not a JSON object.")
        }
    }
}
