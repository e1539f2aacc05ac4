// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import ContainerService

/// `slipwayd message ...`: what `bx cs messages` shows to users; a running daemon shows each change at once.
enum MessageCommands {
    static let add = Command<DaemonContext>(
        CommandDeclaration(
            namespace: "message",
            name: "add",
            summary: "Say something to all users, whom 'bx cs messages' shows it",
            arguments: [Argument("TEXT")],
            flags: DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let configuration = try context.configuration(invocation)
        let text = invocation.argument("TEXT") ?? ""
        guard !text.isEmpty, text.utf8.count <= 2000 else {
            throw UsageError("TEXT takes 1 to 2000 characters.")
        }
        try DataFolder.prepare(configuration.dataDirectory)
        let notice = try configuration.noticeFolder.add(text, at: TimeSource.system.now())
        configuration.record("messages.add", notice.id)
        context.terminal.say("Message \(notice.id) is shown to users now.")
    }

    static let list = Command<DaemonContext>(
        CommandDeclaration(
            namespace: "message",
            name: "list",
            summary: "List what is said to users",
            flags: DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let notices = try context.configuration(invocation).noticeFolder.notices()
        guard !notices.isEmpty else { return context.terminal.say("None; 'slipwayd message add TEXT' adds one.") }
        context.terminal.table(
            ["ID", "Since", "Text"],
            notices.map { [$0.id, $0.createdAt.compactOffsetText, $0.text] }
        )
    }

    static let remove = Command<DaemonContext>(
        CommandDeclaration(
            namespace: "message",
            name: "remove",
            summary: "Take a message back",
            arguments: [Argument("ID")],
            flags: DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let configuration = try context.configuration(invocation)
        let id = invocation.argument("ID") ?? ""
        guard try configuration.noticeFolder.remove(id) else { throw CommandFailure("There is no message '\(id)'.") }
        configuration.record("messages.remove", id)
        context.terminal.say("Message \(id) is taken back.")
    }
}

extension ServerConfiguration {
    /// Where the messages to users are kept.
    var noticeFolder: NoticeFolder {
        NoticeFolder(path: "\(dataDirectory)/messages")
    }
}
