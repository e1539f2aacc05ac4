// SPDX-License-Identifier: Apache-2.0

package import API
import FoundationEssentials
import HTTP

/// Gets tokens from the token service.
package struct TokenClient: Sendable {
    /// What proves who asks.
    package enum Grant: Sendable, Equatable {
        case password(user: String, password: String)
        case apiKey(String)
        /// A one-time code from the web page of the token service.
        case passcode(String)
        case refresh(String)
    }

    /// The codes that say that a refresh token is no longer worth anything.
    private static let expiryCodes: Set = ["BXNIM0407E", "BXNIM0408E", "BXNIM0439E"]

    private let endpoint: String
    private let connection: ServiceConnection

    /// `endpoint` is the address of the token service, without a path.
    package init(endpoint: String, connection: ServiceConnection) {
        self.endpoint = endpoint
        self.connection = connection
    }

    /// Tokens for `grant`, made for `account` if it is given.
    ///
    /// Throws `ClientError.sessionExpired` if a refresh token is no longer accepted.
    package func tokens(for grant: Grant, account: String? = nil) async throws(ClientError) -> TokenResponse {
        let url = endpoint + "/identity/token"
        var form = fields(of: grant)
        form += [("response_type", "cloud_iam, uaa"), ("uaa_client_id", "cf"), ("uaa_client_secret", "")]
        if let account { form.append(("bss_account", account)) }
        do {
            let response = try await connection.call(
                .post,
                url,
                headers: ["Content-Type": "application/x-www-form-urlencoded", "Authorization": "Basic Yng6Yng="],
                body: PercentCoding.encodeForm(form)
            )
            return try connection.decode(TokenResponse.self, from: response, url: url)
        } catch .refused(let failure) where isExpiry(failure, of: grant) {
            throw .sessionExpired
        } catch {
            throw error
        }
    }

    /// Ends the session that the refresh token belongs to.
    package func revoke(_ refreshToken: String) async throws(ClientError) {
        _ = try await connection.call(
            .post,
            endpoint + "/identity/revoke",
            headers: ["Content-Type": "application/x-www-form-urlencoded", "Authorization": "Basic Yng6Yng="],
            body: PercentCoding.encodeForm([("token", refreshToken), ("token_type_hint", "refresh_token")]),
            timeout: .seconds(10)
        )
    }

    private func isExpiry(_ failure: ServiceFailure, of grant: Grant) -> Bool {
        if case .refresh = grant { Self.expiryCodes.contains(failure.code) } else { false }
    }

    private func fields(of grant: Grant) -> [(name: String, value: String)] {
        let prefix = "urn:ibm:params:oauth:grant-type:"
        return switch grant {
        case .password(let user, let password):
            [("grant_type", "password"), ("username", user), ("password", password)]
        case .apiKey(let key): [("grant_type", prefix + "apikey"), ("apikey", key)]
        case .passcode(let passcode): [("grant_type", prefix + "passcode"), ("passcode", passcode)]
        case .refresh(let token): [("grant_type", "refresh_token"), ("refresh_token", token)]
        }
    }
}
