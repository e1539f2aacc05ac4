// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import Cryptography
import FoundationEssentials
import HTTP
import HTTPClient
import IAM

/// `slipwayd signing-key ...`: the keys that sign tokens, with and without a daemon that runs.
enum SigningKeyCommands {
    private static let takeOverLimit = Duration.seconds(15)

    static let list = Command<DaemonContext>(
        CommandDeclaration(
            namespace: "signing-key",
            name: "list",
            summary: "List the keys that sign and verify tokens",
            flags: DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let keys = try folder(try context.configuration(invocation)).load()
        for key in keys.keys {
            let state = keys.retirement(of: key).map { "verifies until \($0.compactOffsetText)" } ?? "signs"
            context.terminal.say("\(key.keyID)  made \(key.createdAt.compactOffsetText)  \(state)")
        }
    }

    static let rotate = Command<DaemonContext>(
        CommandDeclaration(
            namespace: "signing-key",
            name: "rotate",
            summary: "Sign tokens with a new key from now on; sessions go on",
            flags: [
                Flag("drop-old", summary: "Refuse at once what older keys have signed: for when one became known")
            ] + DaemonCommands.settingFlags
        )
    ) { context, invocation in
        let configuration = try context.configuration(invocation)
        let folder = try folder(configuration)
        let key = try folder.add()
        if invocation.has("drop-old") {
            for old in try folder.load().keys where old.keyID != key.keyID { try folder.remove(old) }
        }
        let keyIDs = Set(try folder.load().keys.map(\.keyID))
        context.terminal.say("Tokens are signed with the key \(key.keyID) now.")
        switch try await takeOver(of: keyIDs, configuration) {
        case .done: context.terminal.say("slipwayd has taken it.")
        case .notRunning:
            context.terminal.say(
                "slipwayd does not answer at \(configuration.listen.localURL); it takes the key when it starts."
            )
        case .missing:
            throw CommandFailure("slipwayd at \(configuration.listen.localURL) has not taken the key; see its log.")
        }
    }

    private enum TakeOver {
        case done
        case notRunning
        case missing
    }

    private static func folder(_ configuration: ServerConfiguration) throws -> SigningKeyFolder {
        let folder = configuration.signingKeyFolder()
        guard Files.exists(folder.path) else {
            throw CommandFailure(
                "slipwayd has not been started with the data directory \(configuration.dataDirectory)."
            )
        }
        return folder
    }

    /// Waits until the daemon publishes the keys `keyIDs` and no others.
    private static func takeOver(
        of keyIDs: Set<String>,
        _ configuration: ServerConfiguration
    ) async throws -> TakeOver {
        let client = HTTPClient(
            HTTPClientConfiguration(
                trust: .file("\(configuration.dataDirectory)/tls/ca.pem"),
                timeout: .seconds(5),
                usesProxy: false
            )
        )
        let request = HTTPClientRequest(url: "\(configuration.listen.localURL)/identity/keys")
        let outcome: TakeOver? = try await Deadline.poll(every: .milliseconds(200), limit: takeOverLimit) {
            guard let response = try? await client.send(request) else { return .notRunning }
            let published = try? JSONDecoder().decode(JSONWebKeySet.self, from: response.bytes)
            return Set(published?.keys.map(\.keyID) ?? []) == keyIDs ? .done : nil
        }
        return outcome ?? .missing
    }
}
