// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

extension BuiltInCommands {
    /// The commands of `bx iam`.
    static let identity = [tokens, keys, serviceIDs, policies].flatMap(\.self)

    private static let tokens = [OAuthTokens.command, AccountList.identityCommand]

    /// For keys of one's own and of service ids.
    private static let keys = [
        APIKeyList.commands, APIKeyShow.commands, APIKeyCreate.commands, APIKeyUpdate.commands, APIKeyDelete.commands,
        APIKeySwitch.commands,
    ].flatMap(\.self)

    private static let serviceIDs =
        [ServiceIDList.command, ServiceIDShow.command, ServiceIDCreate.command, ServiceIDUpdate.command]
        + [ServiceIDDelete.command] + ServiceIDLock.commands

    /// About users and service ids.
    private static let policies =
        [
            PolicyList.commands, PolicyShow.commands, PolicyCreate.commands, PolicyUpdate.commands,
            PolicyDelete.commands,
        ].flatMap(\.self) + [RoleList.command]
}
