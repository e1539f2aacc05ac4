// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import Model

/// What is known to be wrong with an image.
package struct ImageFindings: Sendable, Equatable {
    /// A vulnerability in a package of the image.
    package struct Vulnerability: Sendable, Equatable {
        package let id: String
        package let description: String
        /// The packages of the image that are made from the vulnerable source.
        package let packages: [String]
        package let installedVersion: String
        /// Nil if there is no mended version yet.
        package let fixedVersion: String?
    }

    /// As in `ImageVerdict`.
    package let status: String
    /// Nil if nobody has looked yet.
    package let scanned: Date?
    /// Ordered by identifier.
    package let vulnerabilities: [Vulnerability]

    package var verdict: ImageVerdict {
        ImageVerdict(status: status, vulnerabilityCount: Set(vulnerabilities.map(\.id)).count)
    }

    package init(status: String, scanned: Date? = nil, vulnerabilities: [Vulnerability] = []) {
        self.status = status
        self.scanned = scanned
        self.vulnerabilities = vulnerabilities
    }

    /// Compares what is in an image with what is known; says nothing that does not follow from both.
    init(_ inventory: ImageInventory, _ list: VulnerabilityList.Content?) {
        guard inventory.system == "debian" || inventory.system == nil else {
            self.init(status: "Unsupported OS", scanned: inventory.scanned)
            return
        }
        guard let packages = inventory.packages, let list, list.releases.contains(inventory.release) else {
            self.init(status: "Unknown", scanned: inventory.scanned)
            return
        }
        let sources = Dictionary(grouping: packages) { Source(name: $0.source, version: $0.sourceVersion) }
        let found = sources.flatMap { source, packages in
            (list.issues[source.name] ?? []).compactMap { issue in
                Self.vulnerability(issue, in: inventory.release, source, packages.map(\.name))
            }
        }
        self.init(
            status: found.isEmpty ? "OK" : "Vulnerable",
            scanned: inventory.scanned,
            vulnerabilities: found.sorted { ($0.id, $0.packages.first ?? "") < ($1.id, $1.packages.first ?? "") }
        )
    }

    private struct Source: Hashable {
        let name: String
        let version: String
    }

    private static func vulnerability(
        _ issue: VulnerabilityList.Issue,
        in release: String,
        _ source: Source,
        _ packages: [String]
    ) -> Vulnerability? {
        guard let state = issue.releases[release], !state.isUnimportant else { return nil }
        let fixedVersion: String?
        switch state.state {
        case .undetermined: return nil
        case .open: fixedVersion = nil
        case .resolved(let version):
            guard DebianVersion(source.version) < DebianVersion(version) else { return nil }
            fixedVersion = version
        }
        return Vulnerability(
            id: issue.id,
            description: issue.description,
            packages: Set(packages).sorted(),
            installedVersion: source.version,
            fixedVersion: fixedVersion
        )
    }
}
