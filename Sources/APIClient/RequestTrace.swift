// SPDX-License-Identifier: Apache-2.0

package import Basics
import FoundationEssentials
import HTTP

/// Writes requests and answers down for whoever looks for a fault; secrets are left out.
package struct RequestTrace: Sendable {
    private static let placeholder = "[PRIVATE DATA HIDDEN]"
    private static let secretHeaders: Set = [
        "authorization", "x-auth-refresh-token", "x-auth-uaa-token", "iam-apikey", "cookie", "set-cookie",
        "x-auth-softlayer-apikey",
    ]
    private static let secretFields: Set = [
        "password", "passcode", "token", "apikey", "access_token", "refresh_token", "uaa_token", "uaa_refresh_token",
        "id_token", "client_secret", "uaa_client_secret",
    ]

    private let time: TimeSource
    private let write: @Sendable (String) -> Void

    package init(time: TimeSource = .system, write: @escaping @Sendable (String) -> Void) {
        self.time = time
        self.write = write
    }

    func request(_ method: HTTPMethod, _ url: String, headers: HTTPHeaders, body: Data) {
        let type = headers["Content-Type"] ?? ""
        write("\nREQUEST: [\(time.now().millisecondText)]\n\(method.rawValue) \(url)\n\(text(of: headers))\n")
        if !body.isEmpty { write(text(of: body, type: type) + "\n") }
    }

    func response(_ response: HTTPResponse, elapsed: Duration) {
        let type = response.headers["Content-Type"] ?? ""
        let milliseconds = elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000
        write(
            "\nRESPONSE: [\(time.now().millisecondText)] Elapsed: \(milliseconds)ms\nHTTP \(response.status)\n"
                + "\(text(of: response.headers))\n\(text(of: response.bytes, type: type))\n"
        )
    }

    private func text(of headers: HTTPHeaders) -> String {
        headers.fields.map { name, value in
            "\(name): \(Self.secretHeaders.contains(name.lowercased()) ? Self.placeholder : value)\n"
        }.joined()
    }

    private func text(of body: Data, type: String) -> String {
        if type.hasPrefix("application/x-www-form-urlencoded") {
            return PercentCoding.decodeForm(String(decoding: body, as: UTF8.self)).map { name, value in
                "\(name)=\(Self.isSecret(name) ? Self.placeholder : value)"
            }.joined(separator: "&")
        }
        // What is not understood may hold a secret anywhere, so only its size is shown.
        guard type.hasPrefix("application/json"), let value = try? JSONDecoder().decode(JSONValue.self, from: body),
            let masked = try? JSONEncoder().encode(Self.masked(value))
        else { return "[\(body.count) bytes]" }
        return String(decoding: masked, as: UTF8.self)
    }

    private static func masked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members):
            let pairs = members.map { ($0, isSecret($0) ? .string(placeholder) : masked($1)) }
            return .object(Dictionary(pairs) { first, _ in first })
        case .array(let elements): return .array(elements.map(masked))
        default: return value
        }
    }

    private static func isSecret(_ name: String) -> Bool {
        secretFields.contains(name.lowercased())
    }
}
