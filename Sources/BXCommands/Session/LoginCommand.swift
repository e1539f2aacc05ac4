// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx login`.
enum LoginCommand {
    private static let maximumAttempts = 3
    /// Federated users, and everybody where programs take no passwords, need a one-time passcode.
    private static let passcodeCodes = ["BXNIM9031E", "BXNIM9032E"]

    static let command = Command<BXContext>(
        CommandDeclaration(
            name: "login",
            aliases: ["l"],
            summary: "Log in.",
            usage: "login [-a API_ENDPOINT] [--sso] [-u USERNAME] [-p PASSWORD] [--apikey KEY | @KEY_FILE] "
                + "[-c ACCOUNT_ID] [-o ORG] [-s SPACE] [--ca-file FILE] [--skip-ssl-validation]",
            flags: [
                Flag("a", value: "API_ENDPOINT", summary: "API endpoint, for instance https://host:6780"),
                Flag("apikey", value: "KEY", summary: "API key, or @FILE with the key or its JSON", readsFile: true),
                Flag("sso", summary: "Log in with a one-time code from a web page"),
                Flag("u", value: "USERNAME", summary: "E-mail address of the user"),
                Flag("p", value: "PASSWORD", summary: "Password (better left out: it is asked for)"),
                Flag("c", value: "ACCOUNT_ID", summary: "Account to work in"),
                Flag("o", value: "ORG", summary: "Organization to work in"),
                Flag("s", value: "SPACE", summary: "Space to work in"),
                Flag("g", value: "RESOURCE_GROUP", summary: "Resource group to work in", isHidden: true),
                Flag("no-iam", summary: "Log in to the login server alone", isHidden: true),
            ] + EndpointChange.flags
        )
    ) { context, invocation in
        let terminal = context.terminal
        let report = try Report(terminal, invocation)
        if invocation.has("no-iam") { throw CommandFailure("This server has no login without the token service.") }
        let session = try await endpoint(invocation, context)
        report.begin("API endpoint: \(terminal.entity(session.apiEndpoint))\n")
        let credentials = LoginCredentials(context, invocation)
        credentials.warn()
        let tokens = try await authenticate(credentials, session, report, context)
        report.separate()
        let login = try await target(tokens, session, invocation, report, context)
        let stored = try context.sessions.update { stored in
            stored.endLogin()
            stored.take(login.tokens)
            stored.account = login.account
        }
        if invocation.has("g") { terminal.warn("'-g' has no effect: an account has one resource group.") }
        let targeted = try await OrganizationChoice.target(invocation, stored, report, context)
        if report.isQuiet { return }
        SessionSummary(context).show(targeted)
        try advise(report, context)
        await VersionNotice(context).show(targeted)
    }

    /// The session with the endpoint to log in to, which may be asked for.
    private static func endpoint(_ invocation: Invocation, _ context: BXContext) async throws -> Session {
        let stored = try context.sessions.session()
        let trustIsGiven = invocation.has("ca-file") || invocation.has("skip-ssl-validation")
        let isComplete = !stored.iamEndpoint.isEmpty && !stored.accountManagementEndpoint.isEmpty
        if invocation.value("a") == nil, stored.hasEndpoint, isComplete, !trustIsGiven { return stored }
        let given = invocation.value("a") ?? (stored.hasEndpoint ? stored.apiEndpoint : nil)
        let endpoint = try given ?? context.terminal.ask("API endpoint")
        return try await EndpointChange(endpoint: endpoint, invocation: invocation).apply(in: context)
    }

    /// Trades the user's proof for tokens; a password that was typed wrong can be typed again.
    private static func authenticate(
        _ credentials: LoginCredentials,
        _ session: Session,
        _ report: Report,
        _ context: BXContext
    ) async throws -> TokenResponse {
        let client = TokenClient(endpoint: session.iamEndpoint, connection: context.connection(session))
        var attempt = 1
        while true {
            let grant = try await credentials.grant(session)
            report.begin("Authenticating...")
            do {
                return try await client.tokens(for: grant)
            } catch .refused(let failure) where passcodeCodes.contains(failure.code) {
                let mend = "Use '\(context.program) login --sso' to log in with a one-time passcode."
                throw CommandFailure(ClientError.refused(failure).message + "\n" + mend)
            } catch {
                guard case .refused(let failure) = error, failure.status < 500, credentials.canAskAgain,
                    attempt < maximumAttempts
                else { throw error }
                context.terminal.failed(error.message)
                attempt += 1
            }
        }
    }

    /// Finds the account to work in and gets tokens for it.
    private static func target(
        _ tokens: TokenResponse,
        _ session: Session,
        _ invocation: Invocation,
        _ report: Report,
        _ context: BXContext
    ) async throws -> (tokens: TokenResponse, account: SessionTarget?) {
        let connection = context.connection(session)
        let credentials = FixedCredentials(Credentials(authorization: "\(tokens.tokenType) \(tokens.accessToken)"))
        let directory = try await AccountDirectory(
            endpoint: session.accountManagementEndpoint,
            connection: AuthorizedConnection(connection, credentials: credentials)
        )
        let bound = SessionClaims(token: tokens.accessToken)?.accountID
        if let bound {
            let account = directory.named(bound)
            if let wanted = invocation.value("c"), wanted != bound, wanted != account.name {
                throw CommandFailure(
                    "The API key belongs to account \(SessionSummary.text(account)); it cannot be used in '\(wanted)'."
                )
            }
            return announce((tokens, account), report)
        }
        let wanted = invocation.value("c")
        guard let account = try wanted.map({ try directory.account($0) }) ?? directory.choose(context.terminal) else {
            return (tokens, nil)
        }
        let scoped = try await TokenClient(endpoint: session.iamEndpoint, connection: connection)
            .tokens(for: .refresh(tokens.refreshToken), account: account.id)
        return announce((scoped, account), report)
    }

    private static func announce(
        _ login: (tokens: TokenResponse, account: SessionTarget),
        _ report: Report
    ) -> (tokens: TokenResponse, account: SessionTarget?) {
        report.begin("Targeted account \(report.terminal.entity(SessionSummary.text(login.account)))\n")
        return (login.tokens, login.account)
    }

    private static func advise(_ report: Report, _ context: BXContext) throws {
        guard try context.plugins.installed().all.isEmpty else { return }
        let command = context.terminal.command("\(context.program) plugin install container-service -r Bluemix")
        report.tip("use \(command) to get the commands for clusters.")
    }
}
