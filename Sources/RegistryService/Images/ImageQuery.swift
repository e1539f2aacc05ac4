// SPDX-License-Identifier: Apache-2.0

import HTTP
import Model

/// Which images a caller asks for.
struct ImageQuery: Sendable {
    let includesPrivate: Bool
    let includesLists: Bool
    let withVulnerabilities: Bool
    /// Empty for all.
    let namespaces: Set<String>
    /// With or without their namespace, and the host before it; empty for all.
    let repositories: [String]

    /// `includeIBM` changes nothing: there are no images of IBM here.
    init(_ request: HTTPRequest, host: String) {
        func flag(_ name: String, unless value: Bool) -> Bool {
            request.queryValue(name).map { ["true", "1", ""].contains($0.lowercased()) } ?? value
        }
        func list(_ name: String) -> [String] {
            request.query.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
        }
        includesPrivate = flag("includePrivate", unless: true)
        includesLists = flag("includeManifestLists", unless: false)
        withVulnerabilities = flag("vulnerabilities", unless: true)
        namespaces = Set(list("namespace"))
        repositories = list("repository").map { name in
            name.hasPrefix("\(host)/") ? String(name.dropFirst(host.count + 1)) : name
        }
    }

    func takes(_ manifest: RegistryManifest) -> Bool {
        guard includesPrivate, includesLists || !manifest.isList else { return false }
        guard namespaces.isEmpty || namespaces.contains(manifest.namespace) else { return false }
        let name = manifest.repository.dropFirst(manifest.namespace.count + 1)
        return repositories.isEmpty || repositories.contains { $0 == manifest.repository || $0 == name }
    }
}
