// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import HTTP
import Model
import Storage
import WebPages

/// The web page `/identity/passcode`: sign in, get a one-time code.
struct PasscodePageHandler: Sendable {
    let configuration: IAMConfiguration
    let tokens: TokenService
    let passcodes: PasscodeService
    /// For the requests of programs at the same path.
    let programs: PasscodeHandler
    let users: any UserStore
    let sessions: BrowserSessions
    /// Nil without any provider.
    let federation: Federation?
    let audit: SignInAudit
    let logger: Logger

    /// `GET /identity/passcode`.
    func show(_ request: HTTPRequest) async throws -> HTTPResponse {
        await answering(request) {
            let known = BrowserSessions.Cookie(request)
            let cookie = known ?? BrowserSessions.Cookie()
            let formToken = sessions.formToken(for: cookie)
            if let signIn = try await signIn(of: known) {
                return PasscodePage.ready(email: signIn.user.email, formToken: formToken, path: request.path).response()
            }
            return response(to: start(formToken: formToken), cookie: cookie)
        }
    }

    /// `POST /identity/passcode`: the page's own forms, and the requests of programs.
    func submit(_ request: HTTPRequest) async throws -> HTTPResponse {
        let form = try TokenRequest.fields(of: request.body)
        if PasscodeHandler.isMeant(by: form) { return try await programs.create(request) }
        return await answering(request) {
            let cookie = BrowserSessions.Cookie(request)
            guard let cookie, sessions.accepts(form[PasscodePage.Field.formToken], from: cookie) else {
                return refusal(
                    request,
                    status: 403,
                    "This form has expired",
                    "It was open for too long, or the browser keeps no cookies for this site."
                )
            }
            switch form[PasscodePage.Field.action].flatMap(PasscodePage.Action.init) {
            case .identify: return await identify(form, cookie, request)
            case .signIn: return try await signIn(form, cookie, request)
            case .newCode: return try await newCode(cookie, request)
            case .signOut: return signOut(cookie, request)
            case nil: return refusal(request, status: 400, "This form is unknown", "It asks for nothing that is here.")
            }
        }
    }

    /// Who signs in elsewhere is sent there; everybody else is asked for the password.
    private func identify(
        _ form: [String: String],
        _ cookie: BrowserSessions.Cookie,
        _ request: HTTPRequest
    ) async -> HTTPResponse {
        let userName = form[PasscodePage.Field.userName] ?? ""
        if let leaving = await leave(userName, request) { return leaving }
        let page = PasscodePage.signIn(formToken: sessions.formToken(for: cookie), userName: userName)
        return response(to: page, cookie: cookie)
    }

    private func signIn(
        _ form: [String: String],
        _ cookie: BrowserSessions.Cookie,
        _ request: HTTPRequest
    ) async throws -> HTTPResponse {
        let userName = form[PasscodePage.Field.userName] ?? ""
        let password = form[PasscodePage.Field.password] ?? ""
        if let leaving = await leave(userName, request) { return leaving }
        do {
            let signIn = try await tokens.signIn(TokenRequest(page: request, userName: userName, password: password))
            let cookie = sessions.begin(iamID: signIn.user.iamID)
            return try await code(for: signIn, cookie, request, path: request.path)
        } catch let error as APIError {
            let page = PasscodePage.signIn(
                formToken: sessions.formToken(for: cookie),
                userName: userName,
                problem: problem(error, userName: userName)
            )
            return response(to: page, status: error.status, cookie: cookie)
        }
    }

    private func problem(_ error: APIError, userName: String) -> String {
        guard let domain = configuration.federatedDomains.domain(of: userName) else { return error.message + "." }
        return "Users of \(domain) sign in at their organization, and this server is not connected to it yet. "
            + "Ask your administrator for an API key."
    }

    private func newCode(_ cookie: BrowserSessions.Cookie, _ request: HTTPRequest) async throws -> HTTPResponse {
        guard let signIn = try await signIn(of: cookie) else {
            let problem = "You were signed out because some time has passed."
            let page = start(formToken: sessions.formToken(for: cookie), problem: problem)
            return response(to: page, status: 403, cookie: cookie)
        }
        return try await code(for: signIn, cookie, request, path: request.path)
    }

    private func signOut(_ cookie: BrowserSessions.Cookie, _ request: HTTPRequest) -> HTTPResponse {
        sessions.end(cookie)
        return HTTPResponse(
            status: 303,
            headers: [
                "Location": request.path, "Set-Cookie": BrowserSessions.Cookie.removal, "Cache-Control": "no-store",
            ]
        )
    }

    /// A new code for who has just signed in or is signed in; the forms of the page go to `path`.
    func code(
        for signIn: SignIn,
        _ cookie: BrowserSessions.Cookie,
        _ request: HTTPRequest,
        path: String
    ) async throws -> HTTPResponse {
        let passcode = try await passcodes.create(for: signIn, request)
        let page = PasscodePage.code(
            passcode.code,
            expiresAt: passcode.expiresAt,
            email: signIn.user.email,
            command: "bx login -a \(configuration.publicURL) --sso",
            formToken: sessions.formToken(for: cookie),
            path: path
        )
        return response(to: page, cookie: cookie)
    }

    /// The sign-in of the browser with `cookie`, if it lasts yet and the user is still there.
    private func signIn(of cookie: BrowserSessions.Cookie?) async throws -> SignIn? {
        guard let iamID = cookie.flatMap(sessions.iamID) else { return nil }
        return try await existing { try await users.user(iamID: iamID) }.map { user in
            SignIn(user: user, origin: PasscodeGrant.type)
        }
    }

    private func response(to page: WebPage, status: Int = 200, cookie: BrowserSessions.Cookie) -> HTTPResponse {
        var response = page.response(status: status)
        response.headers["Set-Cookie"] = cookie.header
        return response
    }

    private func refusal(_ request: HTTPRequest, status: Int, _ title: String, _ text: String) -> HTTPResponse {
        PasscodePage.problem(title, text, path: request.path).response(status: status)
    }

    /// People get a page also when something goes wrong; what it was stands in the log.
    private func answering(_ request: HTTPRequest, _ body: () async throws -> HTTPResponse) async -> HTTPResponse {
        do {
            return try await body()
        } catch let error as APIError {
            return refusal(request, status: error.status, "This did not work", error.message + ".")
        } catch {
            return unexpected(error, request, path: request.path)
        }
    }

    /// The page for an error that nobody has foreseen; what it was stands in the log.
    func unexpected(_ error: any Error, _ request: HTTPRequest, path: String) -> HTTPResponse {
        logger.error("passcode page failed unexpectedly", ["requestID": request.id, "error": "\(error)"])
        let text = "Something went wrong on the server. Its log has more under \(request.id)."
        return PasscodePage.problem("This did not work", text, path: path).response(status: 500)
    }
}
