// SPDX-License-Identifier: Apache-2.0

package import Model

/// Says how safe an image is.
package protocol ImageAssessment: Sendable {
    /// What is known now, in short.
    func verdict(on image: RegistryManifest) async throws -> ImageVerdict

    /// What is known now, in full.
    func findings(on image: RegistryManifest) async throws -> ImageFindings
}

/// How safe an image is, in the words of image lists.
package struct ImageVerdict: Sendable, Equatable {
    /// `OK`, `Vulnerable`, `Unknown`, `Pending Scan` or `Unsupported OS`.
    package let status: String
    package let vulnerabilityCount: Int
    package let configurationIssueCount: Int

    package init(status: String, vulnerabilityCount: Int = 0, configurationIssueCount: Int = 0) {
        self.status = status
        self.vulnerabilityCount = vulnerabilityCount
        self.configurationIssueCount = configurationIssueCount
    }

    package static let unknown = ImageVerdict(status: "Unknown")
}

/// Knows nothing of any image.
package struct NoAssessment: ImageAssessment {
    package init() {}

    package func verdict(on _: RegistryManifest) async -> ImageVerdict { .unknown }

    package func findings(on _: RegistryManifest) async -> ImageFindings { ImageFindings(status: "Unknown") }
}
