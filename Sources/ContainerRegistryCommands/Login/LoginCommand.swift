// SPDX-License-Identifier: Apache-2.0

import APIClient
import Basics
import CommandLineKit
import FoundationEssentials
import PluginKit

/// The command `bx cr login`, which lets docker and its relatives into the registry.
enum LoginCommand {
    static func command(dockerFolder: String) -> Command<PluginContext> {
        Command(declaration) { context, invocation in try await run(context, invocation, dockerFolder) }
    }

    private static let declaration = CommandDeclaration(
        namespace: "cr",
        name: "login",
        summary: "Let docker, podman, skopeo and buildah into the registry in your name."
    )

    private static func run(_ context: PluginContext, _ invocation: Invocation, _ dockerFolder: String) async throws {
        let terminal = context.terminal
        let report = try Report(terminal, invocation)
        let session = try context.targetedSession()
        let address = try await context.registryAddress(of: session)
        let host = address.host
        report.begin("Logging in to \(terminal.quoted(host))...")
        let (token, expiry) = try await context.lastingToken(session)
        let former = try LoginRecord.all(in: context.configuration).first { $0.host == host }
        let docker = DockerLogin(context.environment)
        let hasHelper = await docker.hasHelper(for: host)
        let registry = RegistrySignIn(
            host: host,
            connection: context.connection(session, servers: ["https://\(host)", address.endpoint])
        )
        let user = PluginContext.sessionUser
        let lasting = try await registry.signIn(user: user, secret: token, isLasting: !hasHelper)
        let credentials: DockerLogin.Credentials =
            hasHelper
            ? .helper : lasting.map { .identityToken(user: user, $0) } ?? .password(user: user, secret: token)
        for path in former?.credentials ?? [] {
            if let token = try await docker.logOut(host, from: path) { await LogoutCommand.revoke(token, context) }
        }
        let files = try await docker.logIn(host, credentials)
        var trust = RegistryTrust.Outcome()
        if !session.authorityPEM.isEmpty, !session.skipsCertificateCheck {
            trust = try RegistryTrust(context.environment, dockerFolder: dockerFolder)
                .establish(session.authorityPEM, for: host, own: former?.certificates ?? [])
        }
        let record = LoginRecord(
            host: host,
            credentials: merged(former?.credentials ?? [], files),
            certificates: merged(former?.certificates ?? [], trust.files)
        )
        try record.store(in: context.configuration)
        report.begin("Logged in to \(terminal.quoted(host)).")
        advise(trust, session, host, on: terminal)
        if !report.isResultAlone {
            terminal.say()
            terminal.ok()
        }
        if case .password = credentials, let expiry {
            report.tip("This login ends at \(expiry.secondText).")
        }
    }

    private static func merged(_ old: [String], _ new: [String]) -> [String] {
        old + new.filter { !old.contains($0) }
    }

    private static func advise(
        _ trust: RegistryTrust.Outcome,
        _ session: Session,
        _ host: String,
        on terminal: Terminal
    ) {
        if let command = trust.command {
            terminal.warn("docker does not trust the certificate of the registry yet. To make it, run: \(command)")
        }
        for path in trust.foreign {
            terminal.warn("\(path) names another authority than the server's; it was left as it is.")
        }
        if session.skipsCertificateCheck {
            terminal.warn(
                "You let \(session.apiEndpoint) go unchecked; docker and others do check the certificate of \(host). "
                    + "Name the server's authority with 'bx api \(session.apiEndpoint) --ca-file FILE'."
            )
        }
    }
}

/// The command `bx cr logout`, which undoes what `bx cr login` did on this machine.
enum LogoutCommand {
    static func command(dockerFolder: String) -> Command<PluginContext> {
        Command(declaration) { context, invocation in try await run(context, invocation, dockerFolder) }
    }

    private static let declaration = CommandDeclaration(
        namespace: "cr",
        name: "logout",
        summary: "Undo what 'cr login' did for docker, podman, skopeo and buildah."
    )

    private static func run(_ context: PluginContext, _ invocation: Invocation, _ dockerFolder: String) async throws {
        let terminal = context.terminal
        let report = try Report(terminal, invocation)
        let records = try LoginRecord.all(in: context.configuration)
        if records.isEmpty { report.begin("There is no login to undo.") }
        for record in records {
            report.begin("Logging out of \(terminal.quoted(record.host))...")
            let login = DockerLogin(context.environment)
            for path in record.credentials {
                if let token = try await login.logOut(record.host, from: path) { await revoke(token, context) }
            }
            let trust = RegistryTrust(context.environment, dockerFolder: dockerFolder)
            for path in record.certificates { try trust.withdraw(path) }
            try record.remove(from: context.configuration)
        }
        report.done()
    }

    /// Ends what docker went on with; whoever cannot reach the server is logged out here all the same.
    static func revoke(_ token: String, _ context: PluginContext) async {
        do {
            let session = try context.session()
            guard !session.iamEndpoint.isEmpty else { return }
            try await TokenClient(endpoint: session.iamEndpoint, connection: context.connection(session)).revoke(token)
        } catch {
            context.terminal.warn(
                "The server could not be told that docker's login has ended. It ends there after 30 days."
            )
        }
    }
}
