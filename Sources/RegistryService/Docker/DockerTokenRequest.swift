// SPDX-License-Identifier: Apache-2.0

import Authentication
import FoundationEssentials
import HTTP

/// A request for a token of the distribution protocol: a query with basic credentials, or a form of OAuth 2.
struct DockerTokenRequest: Sendable {
    enum Credentials: Sendable {
        case none
        case password(user: String, secret: String)
        case refreshToken(String)
    }

    /// More than any client asks for at once.
    private static let mostScopes = 50

    let credentials: Credentials
    let scopes: [DockerScope]
    /// Whether the client wants something to go on with when its credentials have ended.
    let wantsRefreshToken: Bool

    /// Throws an `APIError` if something is wrong with its form.
    init(_ request: HTTPRequest) throws {
        let items = request.method == .post ? try Self.form(request.body) : request.query
        func value(_ name: String) -> String {
            items.first { $0.name == name }?.value ?? ""
        }
        let service = value("service")
        guard service.isEmpty || service == EngineTokenIssuer.service else {
            throw RegistryFault.badRequest("There is no service '\(service.prefix(64))' here.")
        }
        let words = items.filter { $0.name == "scope" }.flatMap { $0.value.split(separator: " ") }
        guard words.count <= Self.mostScopes else { throw RegistryFault.badRequest("These are too many scopes.") }
        scopes = words.compactMap { DockerScope($0) }
        wantsRefreshToken = value("offline_token") == "true" || value("access_type") == "offline"
        credentials =
            switch value("grant_type") {
            case "refresh_token": .refreshToken(value("refresh_token"))
            case "password": .password(user: value("username"), secret: value("password"))
            case "": Self.basic(request)
            default: throw RegistryFault.badRequest("The grant types here are password and refresh_token.")
            }
    }

    private static func basic(_ request: HTTPRequest) -> Credentials {
        guard let given = request.headers["Authorization"].flatMap({ BasicCredentials($0) }) else { return .none }
        return .password(user: given.name, secret: given.secret)
    }

    private static func form(_ body: Data) throws -> [(name: String, value: String)] {
        guard let text = String(validating: body, as: UTF8.self) else {
            throw RegistryFault.badRequest("The body is not a form in UTF-8.")
        }
        return PercentCoding.decodeForm(text)
    }
}
