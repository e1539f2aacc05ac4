// SPDX-License-Identifier: Apache-2.0

import Basics
import HTTP
import Model
import WebPages

extension PasscodePageHandler {
    /// The first page: with providers it asks for the address alone, since nobody should type a password of elsewhere.
    func start(formToken: String, problem: String? = nil) -> WebPage {
        federation == nil
            ? PasscodePage.signIn(formToken: formToken, problem: problem)
            : PasscodePage.askForEmail(formToken: formToken, problem: problem)
    }

    /// Sends the browser to the provider of the user's domain; nil if there is none.
    func leave(_ userName: String, _ request: HTTPRequest) async -> HTTPResponse? {
        guard let federation, let provider = federation.provider(for: userName) else { return nil }
        let cookie = PendingSignIns.Cookie(request) ?? PendingSignIns.Cookie()
        do {
            let address = try await federation.begin(
                userName,
                at: provider,
                cookie: cookie,
                path: request.path,
                redirectURI: configuration.callbackURL
            )
            var response = PasscodePage.leave(for: provider.title, address: address).response()
            response.headers["Set-Cookie"] = cookie.header
            return response
        } catch {
            return await refusal(error, at: provider, request, path: request.path)
        }
    }

    /// `GET /identity/callback`: the browser comes back from a provider.
    func arrive(_ request: HTTPRequest) async -> HTTPResponse {
        var provider: IdentityProvider?
        var path = "/identity/passcode"
        do {
            guard let federation else { throw FederationRefusal(.unknownState, "there is no provider") }
            let (entry, found) = try federation.take(request)
            (provider, path) = (found, entry.path)
            let arrival = try await federation.finish(entry, request, redirectURI: configuration.callbackURL)
            audit.arrived(request, arrival)
            let details = [
                "event": "iam.sign-in.succeeded", "grant": "federation", "issuer": found.issuer,
                "iamID": arrival.user.iamID, "userName": arrival.user.email, "address": request.remoteAddress,
                "requestID": request.id,
            ]
            logger.info("signed in", details)
            let signIn = SignIn(user: arrival.user, origin: PasscodeGrant.type)
            return try await code(for: signIn, sessions.begin(iamID: arrival.user.iamID), request, path: path)
        } catch {
            return await refusal(error, at: provider, request, path: path)
        }
    }

    /// The page that says why, a line in both logs.
    private func refusal(
        _ error: any Error,
        at provider: IdentityProvider?,
        _ request: HTTPRequest,
        path: String
    ) async -> HTTPResponse {
        guard let refusal = error as? FederationRefusal else { return unexpected(error, request, path: path) }
        await audit.refused(request, provider, refusal)
        let details = [
            "event": "iam.sign-in.failed", "grant": "federation", "issuer": provider?.issuer ?? "",
            "code": refusal.reason.rawValue, "reason": refusal.detail, "userName": refusal.email,
            "address": request.remoteAddress, "requestID": request.id,
        ]
        logger.warning("sign-in refused", details.filter { !$0.value.isEmpty })
        let text = refusal.explanation(provider?.title ?? "The identity provider")
        return PasscodePage.problem("You are not signed in", text, path: path).response(status: refusal.status)
    }
}
