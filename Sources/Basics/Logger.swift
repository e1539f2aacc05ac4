// SPDX-License-Identifier: Apache-2.0

/// How much a log line matters; lines below the configured level are dropped.
package enum LogLevel: String, Sendable, CaseIterable, Comparable {
    case debug
    case info
    case warning
    case error

    package static func < (left: LogLevel, right: LogLevel) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .warning: 2
        case .error: 3
        }
    }
}

/// One event: a fixed message and the values that belong to it.
///
/// Secrets never go into either.
package struct LogEvent: Sendable {
    package let level: LogLevel
    package let message: String
    package let metadata: [String: String]
}

/// Hands structured events to whoever writes them.
///
/// Messages are fixed sentences in lower case without a full stop; everything that varies is metadata.
package struct Logger: Sendable {
    private let write: @Sendable (LogEvent) -> Void
    private let minimumLevel: LogLevel
    private let metadata: [String: String]

    /// Events below `minimumLevel` are dropped before their metadata is put together.
    package init(
        minimumLevel: LogLevel = .debug,
        metadata: [String: String] = [:],
        write: @escaping @Sendable (LogEvent) -> Void
    ) {
        self.minimumLevel = minimumLevel
        self.metadata = metadata
        self.write = write
    }

    /// A logger that drops everything.
    package static let silent = Logger { _ in }

    /// A logger that adds `metadata` to each event.
    package func with(_ metadata: [String: String]) -> Logger {
        Logger(minimumLevel: minimumLevel, metadata: self.metadata.merging(metadata) { $1 }, write: write)
    }

    package func debug(_ message: String, _ metadata: @autoclosure () -> [String: String] = [:]) {
        log(.debug, message, metadata)
    }

    package func info(_ message: String, _ metadata: @autoclosure () -> [String: String] = [:]) {
        log(.info, message, metadata)
    }

    package func warning(_ message: String, _ metadata: @autoclosure () -> [String: String] = [:]) {
        log(.warning, message, metadata)
    }

    package func error(_ message: String, _ metadata: @autoclosure () -> [String: String] = [:]) {
        log(.error, message, metadata)
    }

    private func log(_ level: LogLevel, _ message: String, _ metadata: () -> [String: String]) {
        guard level >= minimumLevel else { return }
        let metadata = metadata()
        let all = self.metadata.isEmpty ? metadata : self.metadata.merging(metadata) { $1 }
        write(LogEvent(level: level, message: message, metadata: all))
    }
}
