// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Puts another program in the place of this process, so that a plug-in costs no process and no waiting.
package enum ProcessReplacement {
    @Sendable package static func execute(
        _ path: String,
        _ arguments: [String],
        _ environment: [String: String]
    ) -> BXContext.ReplacementResult {
        let words = arguments.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        // Ignored signals would stay ignored in the plug-in.
        signal(SIGPIPE, SIG_DFL)
        signal(SIGXFSZ, SIG_DFL)
        execve(path, words, variables)
        let code = errno
        for pointer in words + variables { free(pointer) }
        return .failed(code: code)
    }
}
