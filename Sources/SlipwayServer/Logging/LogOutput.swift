// SPDX-License-Identifier: Apache-2.0

package import Basics
import Glibc

/// Writes log lines to standard error, each with one call so that lines stay whole.
package enum LogOutput {
    /// A logger that drops what is below `level`.
    package static func logger(level: LogLevel, format: LogFormat, time: TimeSource = .system) -> Logger {
        let settled = format == .auto ? (isatty(STDERR_FILENO) == 1 ? LogFormat.human : .json) : format
        return Logger(minimumLevel: level) { event in
            let line = settled.line(event, at: time.now())
            // Where nobody reads, there is nobody to tell either.
            _ = write(STDERR_FILENO, line, line.count)
        }
    }
}
