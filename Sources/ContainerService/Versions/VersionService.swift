// SPDX-License-Identifier: Apache-2.0

package import Model
package import Provisioning

/// Says which versions of Kubernetes a cluster can have.
package struct VersionService: Sendable {
    private let provider: any ClusterProvider

    package init(provider: any ClusterProvider) {
        self.provider = provider
    }

    /// The installed versions, oldest first.
    package func versions() async -> [KubernetesVersion] {
        await provider.versions().sorted()
    }
}
