// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Ends the process at once; only calls that a signal handler may make.
private let endOfProcess: @convention(c) (Int32) -> Void = { _ in
    // What the shell asks next belongs on a line of its own, below the `^C`.
    if isatty(STDOUT_FILENO) == 1 {
        var lineEnd = UInt8(ascii: "\n")
        _ = write(STDOUT_FILENO, &lineEnd, 1)
    }
    _exit(ExitStatus.usage)
}

/// What Ctrl-C does to the programs.
package enum Interruption {
    /// Lets Ctrl-C end this process with the status for a break-off.
    package static func endsProcess() {
        signal(SIGINT, endOfProcess)
        signal(SIGPIPE, SIG_IGN)
        // A file that grows beyond the limit is told as a failure that can be explained.
        signal(SIGXFSZ, SIG_IGN)
    }
}
