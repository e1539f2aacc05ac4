// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// What was found in the files of an image: its operating system and the packages in it.
package struct ImageInventory: Sendable, Equatable, Codable {
    /// A package that is installed.
    package struct Package: Sendable, Equatable, Codable {
        package let name: String
        package let version: String
        /// What it was made from, which is what lists of vulnerabilities talk about.
        package let source: String
        package let sourceVersion: String

        package init(name: String, version: String, source: String, sourceVersion: String) {
            self.name = name
            self.version = version
            self.source = source
            self.sourceVersion = sourceVersion
        }
    }

    /// `ID` of its os-release file, for instance `debian`; empty if it has none, nil if its files cannot be read.
    package let system: String?
    /// `VERSION_CODENAME` of that file, for instance `bookworm`; may be empty.
    package let release: String
    /// Nil if the image has no list of packages, or one that cannot be read.
    package let packages: [Package]?
    /// When somebody looked.
    package let scanned: Date

    package init(system: String?, release: String, packages: [Package]?, scanned: Date) {
        self.system = system
        self.release = release
        self.packages = packages
        self.scanned = scanned
    }
}
