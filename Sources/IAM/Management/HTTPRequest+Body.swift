// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import HTTP

extension HTTPRequest {
    /// The value that the body holds as JSON.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: body)
        } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw APIError.impossibleValue(path, "it is of another type")
        } catch is DecodingError {
            throw APIError.malformedRequest("the body is not a JSON object")
        }
    }

    /// The identifier in the path.
    var identifier: String {
        parameters["id"] ?? ""
    }

    /// Whether the header `name` says yes.
    func isSet(_ name: String) -> Bool {
        headers[name]?.lowercased() == "true"
    }
}

extension HTTPResponse {
    /// An answer that no cache may keep, since it may hold a secret.
    static func unstored(_ value: some Encodable, status: Int = 200) throws -> HTTPResponse {
        var response = try HTTPResponse.json(value, status: status)
        response.headers["Cache-Control"] = "no-store"
        return response
    }
}
