// SPDX-License-Identifier: Apache-2.0

import Basics
import PluginKit

/// The region of the container service, as the plug-in's own settings and the session name it.
enum ContainerRegion {
    private static let key = "Region"
    private static let originKey = "RegionOf"

    /// The region that calls of `session` are for: the chosen one, or else that of the login.
    ///
    /// One that was chosen while another server was in use is passed over.
    static func name(for session: Session, in configuration: ConfigurationFile) throws -> String {
        let stored = try configuration.read()
        let origin = stored[originKey]?.text ?? ""
        if let region = stored[key]?.text, !region.isEmpty, origin == session.apiEndpoint { return region }
        return session.region
    }

    static func store(_ region: String, for session: Session, in configuration: ConfigurationFile) throws {
        try configuration.update { settings in
            settings[key] = .string(region)
            settings[originKey] = .string(session.apiEndpoint)
        }
    }
}
