// SPDX-License-Identifier: Apache-2.0

package import APIClient
import Basics
package import CommandLineKit
import FoundationEssentials
import Glibc
import HTTP
import HTTPClient

/// Makes connections that trust whom the session trusts.
package enum SessionConnection {
    /// A connection for the programs; `sender` stands in for the network in tests.
    ///
    /// `servers` are addresses besides those in the session that belong to its server.
    package static func make(
        session: Session,
        servers: [String] = [],
        environment: [String: String],
        terminal: Terminal,
        sender: ServiceConnection.Send? = nil
    ) -> ServiceConnection {
        let trace = trace(environment: environment, stored: session.trace, terminal: terminal)
        if let sender { return ServiceConnection(trace: trace, send: sender) }
        let client = clients(session, servers, environment)
        return ServiceConnection(
            trace: trace,
            send: { try await client($0.url).send($0) },
            fetch: { try await client($0.url).download($0, to: $1, progress: $2) },
            stream: { try await client($0.url).pieces(of: $0, onPiece: $1) }
        )
    }

    /// The stored authority vouches for the session's own servers only; the machine's store is asked about others.
    private static func clients(
        _ session: Session,
        _ servers: [String],
        _ environment: [String: String]
    ) -> @Sendable (_ url: String) -> HTTPClient {
        let own = HTTPClient(configuration(trust(of: session), environment, session))
        var foreign = configuration(session.skipsCertificateCheck ? .anything : .system, environment, session)
        // Downloads of plug-ins from elsewhere are often redirected.
        foreign.maximumRedirects = 5
        let others = HTTPClient(foreign)
        let hosts = Set(
            ([
                session.apiEndpoint, session.iamEndpoint, session.accountManagementEndpoint, session.containersEndpoint,
            ] + servers).compactMap { host(of: $0) }
        )
        return { hosts.contains(host(of: $0) ?? "") ? own : others }
    }

    private static func trust(of session: Session) -> HTTPClientConfiguration.Trust {
        if session.skipsCertificateCheck { return .anything }
        return session.authorityPEM.isEmpty ? .system : .pem(session.authorityPEM)
    }

    private static func configuration(
        _ trust: HTTPClientConfiguration.Trust,
        _ environment: [String: String],
        _ session: Session
    ) -> HTTPClientConfiguration {
        let seconds = environment["BLUEMIX_HTTP_TIMEOUT"].flatMap { Int($0) }.map { max(1, $0) }
        return HTTPClientConfiguration(
            trust: trust,
            timeout: .seconds(seconds ?? session.httpTimeout ?? Session.usualTimeout),
            userAgent: "bx"
        )
    }

    private static func host(of url: String) -> String? {
        URL(string: url)?.host()?.lowercased()
    }

    /// `BLUEMIX_TRACE` wins over the stored setting: `true`, `false` or a file to append to.
    private static func trace(
        environment: [String: String],
        stored: String,
        terminal: Terminal
    ) -> RequestTrace? {
        let choice = environment["BLUEMIX_TRACE"] ?? stored
        switch choice.lowercased() {
        case "", "false": return nil
        case "true": return RequestTrace(write: terminal.streams.writeError)
        default: return RequestTrace { append($0, to: choice) }
        }
    }

    private static func append(_ text: String, to path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }
}

extension HTTPClient {
    /// Sends a request, hands over the body of its answer as it arrives, and gives the answer without that.
    fileprivate func pieces(
        of request: HTTPClientRequest,
        onPiece: @escaping @Sendable (Int, Data) -> Void
    ) async throws -> HTTPResponse {
        let head = Locked(HTTPResponse(status: 0))
        _ = try await stream(
            request,
            onHead: { status, headers in
                head.withLock { $0 = HTTPResponse(status: status, headers: headers) }
                return true
            },
            onChunk: { piece in
                onPiece(head.withLock { $0.status }, piece)
                return true
            }
        )
        return head.withLock { $0 }
    }
}
