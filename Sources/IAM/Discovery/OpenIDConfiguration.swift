// SPDX-License-Identifier: Apache-2.0

/// The OpenID Connect discovery document.
struct OpenIDConfiguration: Codable, Sendable {
    var issuer: String
    var authorizationEndpoint: String
    var tokenEndpoint: String
    var passcodeEndpoint: String
    var userInfoEndpoint: String
    var revocationEndpoint: String
    var jwksURI: String
    var responseTypes = ["token"]
    var grantTypes = [PasswordGrant.type, APIKeyGrant.type, PasscodeGrant.type, RefreshTokenGrant.type]
    var subjectTypes = ["public"]
    var tokenEndpointAuthMethods = ["client_secret_basic", "client_secret_post"]
    var idTokenSigningAlgorithms = ["RS256"]
    var scopes = ["openid"]
    var claims = ["iss", "sub", "aud", "exp", "iat", "iam_id", "name", "given_name", "family_name", "email"]

    private enum CodingKeys: String, CodingKey {
        case issuer
        case authorizationEndpoint = "authorization_endpoint"
        case tokenEndpoint = "token_endpoint"
        case passcodeEndpoint = "passcode_endpoint"
        case userInfoEndpoint = "userinfo_endpoint"
        case revocationEndpoint = "revocation_endpoint"
        case jwksURI = "jwks_uri"
        case responseTypes = "response_types_supported"
        case grantTypes = "grant_types_supported"
        case subjectTypes = "subject_types_supported"
        case tokenEndpointAuthMethods = "token_endpoint_auth_methods_supported"
        case idTokenSigningAlgorithms = "id_token_signing_alg_values_supported"
        case scopes = "scopes_supported"
        case claims = "claims_supported"
    }

    /// The document of the service at `issuer`, a URL without a slash at its end.
    init(issuer: String) {
        self.issuer = issuer
        authorizationEndpoint = issuer + "/authorize"
        tokenEndpoint = issuer + "/token"
        passcodeEndpoint = issuer + "/passcode"
        userInfoEndpoint = issuer + "/userinfo"
        revocationEndpoint = issuer + "/revoke"
        jwksURI = issuer + "/keys"
    }
}
