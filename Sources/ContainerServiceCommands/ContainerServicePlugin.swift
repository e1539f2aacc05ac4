// SPDX-License-Identifier: Apache-2.0

package import PluginKit

/// The plug-in that brings `bx cs`.
package enum ContainerServicePlugin {
    /// The plug-in; `pace` is that of the commands that wait.
    package static func plugin(pace: WaitPace = .standard) -> Plugin {
        Plugin(
            name: "container-service",
            version: PluginVersion(0, 1, 400),
            minCLIVersion: PluginVersion(0, 5, 0),
            namespaces: [PluginMetadata.Namespace(name: "cs", description: "Manage Kubernetes clusters.")],
            commands: [
                EndpointInit.command,
                ClusterList.command,
                ClusterCreate.command(pace: pace),
                ClusterGet.command,
                ClusterSet.command,
                ClusterEvents.command,
                ClusterUpdate.command,
                APIServerConfiguration.get,
                APIServerConfiguration.set,
                APIServerConfiguration.unset,
                APIServerRefresh.command,
                ClusterConfig.command,
                TokenPrint.command,
                ClusterRemove.command(pace: pace),
                WorkerList.command,
                WorkerAdd.command,
                WorkerGet.command,
                WorkerReboot.command,
                WorkerReload.command,
                WorkerUpdate.command,
                WorkerRemove.command,
                WorkerPoolList.command,
                WorkerPoolGet.command,
                WorkerPoolCreate.command,
                WorkerPoolResize.command,
                WorkerPoolRebalance.command,
                WorkerPoolRemove.command,
                ZoneAdd.command,
                ZoneRemove.command,
                KubernetesVersionList.command,
                MachineTypeList.command,
                VLANList.command,
                SubnetList.command,
                LocationList.command,
                RegionList.command,
                RegionShow.command,
                RegionSet.command,
                MessageList.command,
                KeyInfo.command,
                KeyReset.command,
                CredentialsSet.command,
                CredentialsUnset.command,
            ] + SubnetCommands.all + LaterCommand.all,
            values: ValueCompletion.candidates
        )
    }

    /// The main function of the plug-in; gives the exit status.
    package static func main() async -> Int32 {
        await PluginMain.run(plugin())
    }
}
