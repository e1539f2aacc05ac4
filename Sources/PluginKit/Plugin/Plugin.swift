// SPDX-License-Identifier: Apache-2.0

package import CommandLineKit

/// A plug-in: what it is called and the commands it brings.
package struct Plugin: Sendable {
    package let name: String
    package let version: PluginVersion
    /// The oldest `bx` that it works with.
    package let minCLIVersion: PluginVersion
    package let namespaces: [PluginMetadata.Namespace]
    package let commands: [Command<PluginContext>]
    /// What may be typed for a value that the help calls so, `CLUSTER` for instance.
    package let values: @Sendable (PluginContext, String) async -> [Candidate]

    package init(
        name: String,
        version: PluginVersion,
        minCLIVersion: PluginVersion = PluginVersion(0, 5, 0),
        namespaces: [PluginMetadata.Namespace],
        commands: [Command<PluginContext>],
        values: @escaping @Sendable (PluginContext, String) async -> [Candidate] = { _, _ in [] }
    ) {
        self.name = name
        self.version = version
        self.minCLIVersion = minCLIVersion
        self.namespaces = namespaces
        self.commands = commands
        self.values = values
    }

    package var metadata: PluginMetadata {
        PluginMetadata(
            name: name,
            version: version,
            minCLIVersion: minCLIVersion,
            namespaces: namespaces,
            commands: commands.map(\.declaration)
        )
    }
}
