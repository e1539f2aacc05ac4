// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// What a client reads from its own access token; the token is not verified, that is the services' business.
package struct SessionClaims: Sendable, Equatable {
    private struct Payload: Decodable {
        struct Account: Decodable {
            let bss: String?
        }

        let iamID: String?
        let email: String?
        let sub: String?
        let subType: String?
        let name: String?
        let exp: Double?
        let account: Account?

        enum CodingKeys: String, CodingKey {
            case iamID = "iam_id"
            case email
            case sub
            case subType = "sub_type"
            case name
            case exp
            case account
        }
    }

    package let iamID: String
    /// The e-mail address of a person, otherwise the subject.
    package let user: String
    package let name: String
    /// Whether a service id is signed in, not a person.
    package let isServiceID: Bool
    package let expiry: Date
    /// The account that the token was made for.
    package let accountID: String?

    /// Reads a token with or without a scheme word before it; nil if it is none.
    package init?(token: String) {
        let segments = token.split(separator: " ").last?.split(separator: ".") ?? []
        guard segments.count == 3, let data = Self.decode(segments[1]),
            let payload = try? JSONDecoder().decode(Payload.self, from: data)
        else { return nil }
        iamID = payload.iamID ?? ""
        user = [payload.email, payload.sub].compactMap(\.self).first { !$0.isEmpty } ?? ""
        name = payload.name ?? ""
        isServiceID = payload.subType == "ServiceId"
        expiry = Date(timeIntervalSince1970: payload.exp ?? 0)
        accountID = payload.account?.bss
    }

    private static func decode(_ segment: Substring) -> Data? {
        let standard = segment.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        return Data(base64Encoded: String(standard) + String(repeating: "=", count: (4 - standard.count % 4) % 4))
    }
}
