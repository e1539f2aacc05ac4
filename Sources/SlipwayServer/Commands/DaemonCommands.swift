// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// The commands of `slipwayd`; all of them take all settings.
enum DaemonCommands {
    static let settingFlags = ([Settings.file] + Settings.all).map(\.flag)

    static let all = [
        RunCommand.command, StatusCommand.command, CheckCommand.command, HaltCommand.command,
        KubernetesCommands.install, KubernetesCommands.add, KubernetesCommands.list,
        SigningKeyCommands.list, SigningKeyCommands.rotate,
        QuotaCommands.show, QuotaCommands.set,
        MessageCommands.add, MessageCommands.list, MessageCommands.remove,
        PluginCommands.publish, PluginCommands.list, PluginCommands.withdraw,
    ]
}
