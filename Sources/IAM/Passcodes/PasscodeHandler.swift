// SPDX-License-Identifier: Apache-2.0

import API
import HTTP

/// `POST /identity/passcode` of programs: a refresh token for a one-time passcode.
struct PasscodeHandler: Sendable {
    private struct Answer: Encodable {
        let passcode: String
    }

    let tokens: TokenService
    let passcodes: PasscodeService

    /// Whether `form` comes from a program; the forms of the pages name no grant.
    static func isMeant(by form: [String: String]) -> Bool {
        form["grant_type"] != nil
    }

    /// Reads the form, makes the passcode, writes it.
    func create(_ request: HTTPRequest) async throws -> HTTPResponse {
        let form = try TokenRequest(request)
        guard form.grantType == RefreshTokenGrant.type else { throw APIError.unsupportedGrant(form.grantType) }
        let client = try OAuthClient.authenticate(form)
        guard client.grants.contains(PasscodeGrant.type) else {
            throw APIError.clientMayNotUseGrant(client: client.id, grant: PasscodeGrant.type)
        }
        let signIn = try await tokens.signIn(form)
        let passcode = try await passcodes.create(for: signIn, request)
        var response = try HTTPResponse.json(Answer(passcode: passcode.code))
        response.headers["Cache-Control"] = "no-store"
        return response
    }
}
