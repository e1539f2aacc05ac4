// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Testing

/// The `openssl` program, which judges what this module made.
enum CommandLineVerifier {
    /// Runs a shell command in `directory` and gives its exit status.
    static func run(_ command: String, in directory: String) throws -> Int32 {
        let line = "cd '\(directory)' && { \(command); } >output 2>&1"
        let words = ["sh", "-c", line]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        arguments.append(nil)
        var child: pid_t = 0
        let environment = strdup("PATH=/usr/local/bin:/usr/bin:/bin")
        defer { free(environment) }
        try #require(posix_spawn(&child, "/bin/sh", nil, nil, arguments, [environment, nil]) == 0)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
    }
}
