// SPDX-License-Identifier: Apache-2.0

import Basics
package import PluginKit

/// The address of the container service, as the plug-in's own settings and the session name it.
package enum ContainerServiceEndpoint {
    private static let endpointKey = "Endpoint"
    private static let originKey = "EndpointOf"

    /// The address that calls of `session` go to.
    ///
    /// An address that was stored while another server was in use is passed over, so that no server is shown the
    /// tokens of another one.
    package static func address(for session: Session, in configuration: ConfigurationFile) throws -> String {
        let stored = try configuration.read()
        let origin = stored[originKey]?.text ?? ""
        if let endpoint = stored[endpointKey]?.text, !endpoint.isEmpty, origin == session.apiEndpoint {
            return endpoint
        }
        return standard(for: session)
    }

    /// The address that the server of `session` gave at login.
    package static func standard(for session: Session) -> String {
        session.containersEndpoint.isEmpty ? session.apiEndpoint : session.containersEndpoint
    }

    /// Stores `endpoint` as the address to use with the server of `session`.
    package static func store(_ endpoint: String, for session: Session, in configuration: ConfigurationFile) throws {
        try configuration.update { settings in
            settings[endpointKey] = .string(endpoint)
            settings[originKey] = .string(session.apiEndpoint)
        }
    }

    /// The address that a user typed, in the form that is stored; nil if it is none.
    package static func normalized(_ host: String) -> String? {
        var text = host.contains("://") ? host : "https://\(host)"
        while text.hasSuffix("/") { text.removeLast() }
        let scheme = ["https://", "http://"].first { text.lowercased().hasPrefix($0) }
        guard let scheme, text.count > scheme.count, !text.contains(where: { $0.isWhitespace }) else { return nil }
        return text
    }
}
