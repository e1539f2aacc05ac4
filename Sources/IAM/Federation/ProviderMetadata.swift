// SPDX-License-Identifier: Apache-2.0

/// What a provider says about itself (OpenID Connect Discovery 1.0), as far as it is needed.
struct ProviderMetadata: Decodable, Sendable {
    let issuer: String
    let authorizationEndpoint: String
    let tokenEndpoint: String
    let keySetURL: String
    let userInfoEndpoint: String?
    private let authenticationMethods: [String]?
    private let challengeMethods: [String]?

    private enum CodingKeys: String, CodingKey {
        case issuer
        case authorizationEndpoint = "authorization_endpoint"
        case tokenEndpoint = "token_endpoint"
        case keySetURL = "jwks_uri"
        case userInfoEndpoint = "userinfo_endpoint"
        case authenticationMethods = "token_endpoint_auth_methods_supported"
        case challengeMethods = "code_challenge_methods_supported"
    }

    /// Whether the client's secret goes into the form; HTTP basic authentication is what is usual.
    var wantsSecretInForm: Bool {
        guard let methods = authenticationMethods else { return false }
        return !methods.contains("client_secret_basic") && methods.contains("client_secret_post")
    }

    /// Throws unless this is the document of `issuer`, and one to work with.
    func check(issuer expected: String) throws {
        guard issuer == expected else {
            throw FederationRefusal(.untrusted, "the discovery document is of another issuer")
        }
        let addresses = [authorizationEndpoint, tokenEndpoint, keySetURL] + [userInfoEndpoint].compactMap { $0 }
        guard addresses.allSatisfy(Self.isPlain) else {
            throw FederationRefusal(.untrusted, "the discovery document has an address that is not plain https")
        }
        guard challengeMethods?.contains("S256") ?? true else {
            throw FederationRefusal(.untrusted, "the provider does not know the challenge method S256")
        }
    }

    /// Whether `address` is https and has nothing in it that could mean something to a page or a header.
    private static func isPlain(_ address: String) -> Bool {
        let isClean =
            address.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !address.contains { "\"'<>\\`#@".contains($0) }
        return address.hasPrefix("https://") && address.utf8.count > 8 && address.utf8.count <= 2000 && isClean
    }
}
