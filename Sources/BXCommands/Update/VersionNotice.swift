// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// Tells of a version of `bx` on the server that is newer than this one.
struct VersionNotice {
    private let context: BXContext

    init(_ context: BXContext) {
        self.context = context
    }

    /// The newer version that the server hands out; nil if this one is as new, or the server does not say.
    func newerVersion(_ session: Session) async throws(ClientError) -> String? {
        let info = try await DiscoveryClient(context.connection(session)).info(of: session.apiEndpoint)
        guard let text = info.clientVersion, let offered = PluginVersion(text),
            let own = PluginVersion(BXVersion.product), own < offered
        else { return nil }
        return text
    }

    /// Says so to a person at a terminal who has not switched it off; a server that does not answer is no matter.
    func show(_ session: Session) async {
        guard context.terminal.isInteractive, !session.isVersionCheckDisabled else { return }
        guard let version = try? await newerVersion(session) else { return }
        let update = context.terminal.command("\(context.program) update")
        let silence = context.terminal.command("\(context.program) config --check-version false")
        context.terminal.say()
        context.terminal.tip(
            "version \(version) of \(context.program) is there, this is \(BXVersion.product). "
                + "Use \(update) to install it, or \(silence) to hear no more of it."
        )
    }
}
