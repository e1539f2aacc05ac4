// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import Model

extension RegistryImageInfo {
    /// What is at one digest in one repository or more; `images` is not empty.
    init(of images: [RegistryImage], host: String, verdict: ImageVerdict?) {
        let manifest = images[0].manifest
        let names = images.map { image in
            (
                digest: "\(host)/\(image.manifest.repository)@\(image.manifest.digest)",
                tags: image.tags.map { "\(host)/\(image.manifest.repository):\($0)" }
            )
        }
        self.init(
            id: manifest.configuration?.digest ?? manifest.digest,
            digestTags: Dictionary(names.map { ($0.digest, $0.tags) }, uniquingKeysWith: { $1 }),
            repoTags: names.flatMap(\.tags),
            repoDigests: names.map(\.digest),
            created: manifest.created.unixSeconds,
            size: manifest.size,
            virtualSize: manifest.size,
            labels: manifest.labels,
            vulnerable: verdict?.status ?? "",
            vulnerabilityCount: verdict?.vulnerabilityCount ?? 0,
            configurationIssueCount: verdict?.configurationIssueCount ?? 0,
            issueCount: (verdict?.vulnerabilityCount ?? 0) + (verdict?.configurationIssueCount ?? 0)
        )
    }
}
