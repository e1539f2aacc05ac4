// SPDX-License-Identifier: Apache-2.0

/// The answer to `GET /api/v1/images/{reference}/vulnerabilities`: what is known to be wrong with an image.
///
/// Without `all=true` only what is not exempt is listed.
package struct RegistryReport: Codable, Sendable, Equatable {
    /// The image, `host/namespace/repository:tag`.
    package var id: String
    /// Seconds since 1970; 0 if nobody has looked yet.
    package var scanTime: Int
    /// `OK`, `Vulnerable`, `Unknown`, `Pending Scan` or `Unsupported OS`, as in image lists.
    package var status: String
    package var vulnerabilities: [RegistryVulnerability]
    package var configurationIssues: [RegistryConfigurationIssue]

    package init(
        id: String,
        scanTime: Int,
        status: String,
        vulnerabilities: [RegistryVulnerability] = [],
        configurationIssues: [RegistryConfigurationIssue] = []
    ) {
        self.id = id
        self.scanTime = scanTime
        self.status = status
        self.vulnerabilities = vulnerabilities
        self.configurationIssues = configurationIssues
    }

    private enum CodingKeys: String, CodingKey {
        case id
        case scanTime = "scan_time"
        case status
        case vulnerabilities
        case configurationIssues = "configuration_issues"
    }
}

/// A known vulnerability of an image, with what is published about it.
package struct RegistryVulnerability: Codable, Sendable, Equatable {
    /// A publication about the vulnerability.
    package struct Notice: Codable, Sendable, Equatable {
        /// For instance `DSA-4100-1`; that of the vulnerability where nothing was published under a name of its own.
        package var id: String
        /// Where to read about it.
        package var notice: String
        package var summary: String
        package var isExempt: Bool
        package var packages: [Package]

        package init(id: String, notice: String, summary: String, isExempt: Bool = false, packages: [Package]) {
            self.id = id
            self.notice = notice
            self.summary = summary
            self.isExempt = isExempt
            self.packages = packages
        }

        private enum CodingKeys: String, CodingKey {
            case id = "notice_id"
            case notice, summary
            case isExempt = "notice_exempt"
            case packages = "vulnerable_packages"
        }
    }

    /// A package of the image that is concerned.
    package struct Package: Codable, Sendable, Equatable {
        package var name: String
        package var installedVersion: String
        /// Empty if there is no mended version.
        package var fixedVersion: String
        package var description: String
        package var correctiveAction: String

        package init(
            name: String,
            installedVersion: String,
            fixedVersion: String,
            description: String = "",
            correctiveAction: String
        ) {
            self.name = name
            self.installedVersion = installedVersion
            self.fixedVersion = fixedVersion
            self.description = description
            self.correctiveAction = correctiveAction
        }

        private enum CodingKeys: String, CodingKey {
            case name = "package_name"
            case installedVersion = "installed_version"
            case fixedVersion = "fix_version"
            case description
            case correctiveAction = "corrective_action"
        }
    }

    /// For instance `CVE-2018-1000001`.
    package var id: String
    package var summary: String
    package var isExempt: Bool
    package var notices: [Notice]

    package init(id: String, summary: String = "", isExempt: Bool = false, notices: [Notice]) {
        self.id = id
        self.summary = summary
        self.isExempt = isExempt
        self.notices = notices
    }

    private enum CodingKeys: String, CodingKey {
        case id = "cve_id"
        case summary
        case isExempt = "cve_exempt"
        case notices = "security_notices"
    }
}

/// A setting of an image that is not what a careful person would choose.
package struct RegistryConfigurationIssue: Codable, Sendable, Equatable {
    /// For instance `application_configuration:ssh.password_authentication`.
    package var type: String
    /// The practice that is not followed.
    package var description: String
    package var correctiveAction: String
    package var isExempt: Bool

    package init(type: String, description: String, correctiveAction: String, isExempt: Bool = false) {
        self.type = type
        self.description = description
        self.correctiveAction = correctiveAction
        self.isExempt = isExempt
    }

    private enum CodingKeys: String, CodingKey {
        case type, description
        case correctiveAction = "corrective_action"
        case isExempt = "exempt"
    }
}
