// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import Basics
import CommandLineKit
import FoundationEssentials
import PluginKit

/// Points the session to an API endpoint and learns from it where its services are.
struct EndpointChange {
    /// The flags that say whom to trust; `api` and `login` share them.
    static let flags = [
        Flag(
            "ca-file",
            value: "FILE",
            summary: "Trust the certificate authority in this PEM file; it is remembered"
        ),
        Flag("skip-ssl-validation", summary: "Trust any certificate; it is remembered (not recommended)"),
    ]

    let endpoint: String
    private let authorityFile: String?
    private let skipsCertificateCheck: Bool

    init(endpoint: String, invocation: Invocation) throws(CommandFailure) {
        self.endpoint = try EndpointAddress.normalized(endpoint)
        authorityFile = invocation.value("ca-file")
        skipsCertificateCheck = invocation.has("skip-ssl-validation")
        if authorityFile != nil, skipsCertificateCheck {
            throw CommandFailure("'--ca-file' and '--skip-ssl-validation' exclude each other.")
        }
    }

    /// Asks the endpoint and stores what it says, or nothing if that fails; a new endpoint ends the login.
    func apply(in context: BXContext) async throws -> Session {
        var session = try context.sessions.session()
        try point(&session)
        let info = try await info(session, context)
        let authority = (pem: session.authorityPEM, file: session.authorityFile)
        let skips = session.skipsCertificateCheck
        return try context.sessions.update { stored in
            if stored.apiEndpoint != endpoint { stored.forgetEndpoint() }
            stored.apiEndpoint = endpoint
            (stored.authorityPEM, stored.authorityFile) = (authority.pem, authority.file)
            stored.skipsCertificateCheck = skips
            Self.take(info, into: &stored)
        }
    }

    /// What the endpoint says about itself.
    private func info(_ session: Session, _ context: BXContext) async throws -> ServerInfo {
        do {
            return try await DiscoveryClient(context.connection(session)).info(of: endpoint)
        } catch {
            guard case .untrusted(_, let reason) = error, !session.authorityPEM.isEmpty else { throw error }
            throw CommandFailure(
                "The certificate of \(endpoint) is not from the authority in \(session.authorityFile): \(reason). "
                    + "Name the right one with '\(context.program) api \(endpoint) --ca-file FILE'."
            )
        }
    }

    private func point(_ session: inout Session) throws {
        if session.apiEndpoint != endpoint { session.forgetEndpoint() }
        session.apiEndpoint = endpoint
        if let authorityFile {
            session.authorityPEM = try Self.authority(in: authorityFile)
            session.authorityFile = Self.absolute(authorityFile)
            session.skipsCertificateCheck = false
        }
        if skipsCertificateCheck { session.skipsCertificateCheck = true }
    }

    private static func take(_ info: ServerInfo, into session: inout Session) {
        session.apiVersion = info.apiVersion
        session.authorizationEndpoint = info.authorizationEndpoint
        session.uaaEndpoint = info.tokenEndpoint
        session.iamEndpoint = info.iamEndpoint
        session.accountManagementEndpoint = info.accountManagementEndpoint
        session.containersEndpoint = info.containersEndpoint
        session.region = info.region
        session.add(PluginRepositoryEntry(name: "Bluemix", url: info.pluginRepositoryURL))
    }

    /// The PEM text of the file, which may vanish afterwards.
    private static func authority(in path: String) throws -> String {
        guard let data = try Files.read(path) else {
            throw CommandFailure("There is no file \(path). Give '--ca-file' the certificate authority of the server.")
        }
        let text = String(decoding: data, as: UTF8.self)
        guard text.contains("-----BEGIN CERTIFICATE-----") else {
            throw CommandFailure("The file \(path) holds no certificate in PEM form.")
        }
        return text
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
}
