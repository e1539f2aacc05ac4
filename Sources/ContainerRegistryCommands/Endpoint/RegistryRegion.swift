// SPDX-License-Identifier: Apache-2.0

import Basics
import PluginKit

/// The region of the registry, as the plug-in's own settings and the server name it.
enum RegistryRegion {
    /// The registry regions, with the names of regions that they are for.
    private static let names = [
        "us-south": ["us-south", "us-east", "ng"],
        "uk-south": ["uk-south", "eu-gb"],
        "eu-central": ["eu-central", "eu-de"],
        "ap-south": ["ap-south", "ap-north", "au-syd", "jp-tok"],
    ]
    private static let key = "Region"
    private static let originKey = "RegionOf"

    /// The registry region for a region of clusters or of the login; regions with other names have one of their own.
    static func serving(_ region: String) -> String {
        names.first { $0.value.contains(region) }?.key ?? region
    }

    /// The chosen region, or else that of the server; one that was chosen with another server in use is passed over.
    static func name(for session: Session, home: String, in configuration: ConfigurationFile) throws -> String {
        let stored = try configuration.read()
        if let region = stored[key]?.text, !region.isEmpty, stored[originKey]?.text == session.apiEndpoint {
            return region
        }
        return serving(home)
    }

    static func store(_ region: String, for session: Session, in configuration: ConfigurationFile) throws {
        try configuration.update { settings in
            settings[key] = .string(region)
            settings[originKey] = .string(session.apiEndpoint)
        }
    }
}
