// SPDX-License-Identifier: Apache-2.0

package import CommandLineKit
package import PluginKit

/// The plug-in that brings `bx cr`.
package enum ContainerRegistryPlugin {
    /// What the commands find on a machine; tests have their own.
    package struct Surroundings: Sendable {
        /// Where the docker daemon looks for certificates.
        package var dockerFolder = "/etc/docker"
        /// How a build hears of Ctrl-C.
        package var listen: InterruptibleWait.Listen = { InterruptSignal.listen($0) }
        /// Reads the standard input to its end.
        package var readInput: @Sendable () -> String = {
            var text = ""
            while let line = readLine(strippingNewline: false) { text += line }
            return text
        }

        package init() {}
    }

    package static func plugin(_ surroundings: Surroundings = Surroundings()) -> Plugin {
        Plugin(
            name: "container-registry",
            version: PluginVersion(0, 1, 400),
            minCLIVersion: PluginVersion(0, 5, 0),
            namespaces: [PluginMetadata.Namespace(name: "cr", description: "Manage a private image registry.")],
            commands: [
                APIShow.command,
                ImageBuild.command(listen: surroundings.listen),
                HelperCommand.command(readInput: surroundings.readInput),
                ImageInspect.command,
                ImageList.command,
                ImageRemove.command,
                InfoShow.command,
                LoginCommand.command(dockerFolder: surroundings.dockerFolder),
                LogoutCommand.command(dockerFolder: surroundings.dockerFolder),
                NamespaceAdd.command,
                NamespaceList.command,
                NamespaceRemove.command,
                PlanShow.command,
                PlanUpgrade.command,
                QuotaShow.command,
                QuotaSet.command,
                RegionShow.command,
                RegionSet.command,
                TokenAdd.command,
                TokenGet.command,
                TokenList.command,
                TokenRemove.command,
                VulnerabilityAssessment.command,
            ],
            values: ValueCompletion.candidates
        )
    }

    /// The main function of the plug-in; gives the exit status.
    package static func main() async -> Int32 {
        await PluginMain.run(plugin())
    }
}
