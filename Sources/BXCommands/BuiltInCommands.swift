// SPDX-License-Identifier: Apache-2.0

package import CommandLineKit
package import PluginKit

/// The commands of the core.
package enum BuiltInCommands {
    package static let all = general + identity

    private static let general: [Command<BXContext>] = [
        EndpointCommand.command,
        InfoCommand.command,
        RegionList.command,
        PreferenceCommand.command,
        UpdateCommand.command,
        LoginCommand.command,
        LogoutCommand.command,
        TargetCommand.command,
        AccountList.command,
        AccountShow.command,
        AccountCreate.command,
        AccountUpdate.command,
        AccountUsers.command,
        AccountUserInvite.command,
        AccountUserRemove.command,
        AccountAudit.command,
        AccountAcceptInvitation.command,
        OrganizationList.command,
        OrganizationCreate.command,
        OrganizationRename.command,
        OrganizationShow.command,
        OrganizationReplicate.command,
        OrganizationAccount.command,
        OrganizationUsers.command,
        OrganizationUserAdd.command,
        OrganizationUserRemove.command,
        OrganizationRoles.command,
        OrganizationRoleChange.set,
        OrganizationRoleChange.unset,
        SpaceList.command,
        SpaceShow.command,
        SpaceUsers.command,
        SpaceRoles.command,
        SpaceRoleChange.set,
        SpaceRoleChange.unset,
        SpaceCreate.command,
        SpaceRename.command,
        SpaceDelete.command,
        InstalledPluginList.command,
        PluginInstall.command,
        PluginUpdate.command,
        PluginUninstall.command,
        PluginShow.command,
        RepositoryList.command,
        RepositoryAdd.command,
        RepositoryRemove.command,
        RepositoryPlugins.command,
        CompletionCommand.command,
        RepositoryPlugin.command,
    ]

    package static let namespaces = [
        PluginMetadata.Namespace(name: "account", description: "Manage accounts, their people, orgs and spaces."),
        PluginMetadata.Namespace(name: "iam", description: "Manage API keys, service IDs, access and tokens."),
        PluginMetadata.Namespace(name: "plugin", description: "Manage plug-ins and plug-in repositories."),
    ]

    /// The command called `word` in `namespace`, which is empty for the top level.
    static func command(_ word: String, in namespace: String) -> Command<BXContext>? {
        all.first { $0.declaration.namespace == namespace && $0.declaration.isCalled(word) }
    }

    /// Whether a plug-in must not use `word` as a namespace.
    static func isReserved(_ word: String) -> Bool {
        ["help", "version"].contains(word) || command(word, in: "") != nil
            || namespaces.contains { $0.name == word }
    }
}
