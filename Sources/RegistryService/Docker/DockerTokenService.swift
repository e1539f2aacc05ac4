// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import FoundationEssentials
import HTTP
import Model
import Storage

/// Decides what a client may do in the engine, and says so in a token.
///
/// Everything is looked up anew each time: whoever is shut out gets no further token.
struct DockerTokenService: Sendable {
    let credentials: DockerCredentials
    let namespaces: any RegistryNamespaceStore
    let quotas: QuotaService
    let issuer: EngineTokenIssuer
    let sessions: any DockerSessionIssuer
    let audit: any AuditLog
    let time: TimeSource

    /// A token for as much of what is asked for as the client may do, which may be nothing.
    func answer(_ asked: DockerTokenRequest, _ request: HTTPRequest) async throws -> DockerTokenAnswer {
        let subject: DockerSubject
        do {
            subject = try await credentials.subject(asked.credentials, of: request)
        } catch let error as APIError {
            // Clients begin with a request that has no credentials: that is no attempt.
            if case .none = asked.credentials { throw error }
            record(nil, error.code, target: Self.user(asked.credentials), request)
            throw error
        }
        var access: [EngineTokenIssuer.Access] = []
        for scope in asked.scopes {
            let target = "\(scope.name):\(scope.actions.sorted().joined(separator: ","))"
            do {
                let granted = try await actions(for: scope, subject)
                if granted != scope.actions { record(subject, "DENIED", target: target, request) }
                guard !granted.isEmpty else { continue }
                access.append(.init(type: scope.type, name: scope.name, actions: granted.sorted()))
            } catch let error as APIError {
                record(subject, error.code, target: target, request)
                throw error
            }
        }
        let token = try issuer.token(for: subject.name, access)
        return DockerTokenAnswer(
            token: token.text,
            expiresIn: EngineTokenIssuer.lifetime,
            issuedAt: token.issuedAt.secondText,
            refreshToken: try await refreshToken(asked, subject)
        )
    }

    /// What of the scope is granted.
    ///
    /// A namespace of others is the same as none. Whoever pushes looks at what is there, so that goes on when no more may be pulled.
    private func actions(for scope: DockerScope, _ subject: DockerSubject) async throws -> Set<String> {
        let name = RegistryManifest.namespace(of: scope.name)
        guard scope.type == "repository", ImageReference.isRepository(scope.name),
            let namespace = try await existing({ try await namespaces.registryNamespace(name: name) }),
            namespace.accountID == subject.accountID, namespace.removedAt == nil
        else { return [] }
        let granted = subject.actions(in: name).intersection(scope.actions)
        if granted.contains("push") {
            try await quotas.demandStorage(of: subject.accountID)
        } else if granted.contains("pull") {
            try await quotas.demandTraffic(of: subject.accountID)
        }
        return granted
    }

    /// An access token ends within the hour; the other secrets stay good, so clients keep those.
    private func refreshToken(_ asked: DockerTokenRequest, _ subject: DockerSubject) async throws -> String? {
        guard asked.wantsRefreshToken, case .password("iambearer", _) = asked.credentials,
            case .caller(let caller) = subject
        else { return nil }
        return try await sessions.dockerRefreshToken(for: caller.principal)
    }

    private static func user(_ credentials: DockerTokenRequest.Credentials) -> String {
        switch credentials {
        case .none: ""
        case .refreshToken: "refresh token"
        // What is no user name of ours may be a password in the wrong place.
        case .password(let user, _): ["token", "iambearer", "iamapikey", "iamrefresh"].first { $0 == user } ?? "other"
        }
    }

    private func record(_ subject: DockerSubject?, _ result: String, target: String, _ request: HTTPRequest) {
        var event = AuditEvent(
            time: time.now(),
            action: subject == nil ? "registry.sign-in" : "registry.access",
            target: String(target.prefix(120)),
            accountID: subject?.accountID ?? "",
            address: request.remoteAddress,
            result: result,
            requestID: request.id
        )
        switch subject {
        case .caller(let caller): (event.iamID, event.userName) = (caller.principal.iamID, caller.principal.email)
        case .token(let token): event.userName = "token-\(token.id)"
        case nil: break
        }
        audit.record(event)
    }
}
