// SPDX-License-Identifier: Apache-2.0

package import PluginKit

/// The plug-in that brings `bx cr`.
package enum ContainerRegistryPlugin {
    package static func plugin() -> Plugin {
        Plugin(
            name: "container-registry",
            version: PluginVersion(0, 1, 400),
            minCLIVersion: PluginVersion(0, 5, 0),
            namespaces: [PluginMetadata.Namespace(name: "cr", description: "Manage a private image registry.")],
            commands: []
        )
    }

    /// The main function of the plug-in; gives the exit status.
    package static func main() async -> Int32 {
        await PluginMain.run(plugin())
    }
}
