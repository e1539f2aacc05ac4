// SPDX-License-Identifier: Apache-2.0

import BXCommands
import Basics
import CommandLineKit
import FoundationEssentials
import PluginKit
import TestSupport

/// A user at a terminal with a home directory of its own and a server at the other end.
struct CommandSession: Sendable {
    /// What a run of `bx` left.
    struct Result: Sendable {
        let status: Int32
        let text: String
        let errorText: String
    }

    /// What was run in the place of the process.
    struct Replacement: Sendable, Equatable {
        let path: String
        let arguments: [String]
        let environment: [String: String]
    }

    let home: String
    let server: FakeServer
    private let executed = Locked<[Replacement]>([])

    /// Runs `body` for a user with an empty home directory.
    static func with(
        _ server: FakeServer = FakeServer(),
        _ body: (CommandSession) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { (home: String) async throws in
            try await body(CommandSession(home: home, server: server))
        }
    }

    private init(home: String, server: FakeServer) {
        self.home = home
        self.server = server
    }

    var paths: BluemixPaths {
        BluemixPaths(home: home)
    }

    var store: SessionStore {
        SessionStore(paths)
    }

    /// The plug-ins that were run.
    var replacements: [Replacement] {
        executed.withLock { $0 }
    }

    /// Types `bx` and `words`; `input` are the lines typed afterwards.
    func bx(
        _ words: String...,
        input: [String] = [],
        isInteractive: Bool = false,
        environment: [String: String] = [:]
    ) async -> Result {
        await run(words, input: input, isInteractive: isInteractive, environment: environment)
    }

    /// Types `bx` and a list of words.
    func run(
        _ words: [String],
        input: [String] = [],
        isInteractive: Bool = false,
        environment: [String: String] = [:]
    ) async -> Result {
        let recorded = RecordedTerminal(input: input, isInteractive: isInteractive)
        let base = ["BLUEMIX_HOME": home, "PATH": "/usr/bin:/bin"]
        let context = BXContext(
            terminal: recorded.terminal,
            environment: base.merging(environment) { $1 },
            execute: { path, arguments, environment in
                self.executed.withLock {
                    $0.append(Replacement(path: path, arguments: arguments, environment: environment))
                }
                return Files.exists(path) ? .ended(status: 42) : .failed(code: 2)
            },
            sender: server.send
        )
        let status = await BX.run(words, context)
        return Result(
            status: status,
            text: recorded.text.split(separator: home, omittingEmptySubsequences: false).joined(separator: "HOME"),
            errorText: recorded.errorText
        )
    }

    /// Logs in with the API key.
    func logIn() async -> Result {
        await bx("login", "-a", FakeServer.endpoint, "--apikey", "good-key")
    }

    /// The content of a file.
    func text(of path: String) throws -> String {
        String(decoding: try Files.read(path) ?? Data(), as: UTF8.self)
    }

    /// Logs in by name and password, which is asked for if it is not given; `flags` are those that follow.
    func logIn(
        _ name: String = "me@example.com",
        password: String?,
        _ flags: [String] = [],
        input: [String] = [],
        isInteractive: Bool = false
    ) async -> Result {
        let words = ["login", "-a", FakeServer.endpoint, "-u", name] + (password.map { ["-p", $0] } ?? [])
        return await run(words + flags, input: input, isInteractive: isInteractive)
    }

    /// Writes a file into the home directory and gives its path.
    func file(_ name: String, _ text: String, mode: UInt32 = 0o644) throws -> String {
        try Files.write(Data(text.utf8), to: "\(home)/\(name)", mode: mode)
        return "\(home)/\(name)"
    }
}
