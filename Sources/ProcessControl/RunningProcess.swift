// SPDX-License-Identifier: Apache-2.0

import Basics
import Glibc

/// A process that was started here or adopted, held by a pidfd: its pid can never be mistaken for another's.
///
/// A child is reaped as soon as it ends, whether anybody waits or not.
package struct RunningProcess: Sendable {
    package let pid: Int32
    private let watch: ProcessWatch

    private init(pid: Int32, descriptor: Int32) {
        self.pid = pid
        self.watch = ProcessWatch(descriptor: descriptor)
    }

    /// Starts the program in a session of its own.
    package static func spawn(_ specification: ProcessSpecification) throws(ProcessError) -> RunningProcess {
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard null >= 0 else {
            throw .cannotStart(program: specification.executable, action: "open /dev/null", code: errno)
        }
        defer { close(null) }
        if specification.inheritsTerminal { return try spawn(specification, input: null, output: 1, error: 2) }
        guard let logPath = specification.logPath else {
            return try spawn(specification, input: null, output: null, error: null)
        }
        let log = open(logPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard log >= 0 else {
            throw .cannotStart(program: specification.executable, action: "open its log \(logPath)", code: errno)
        }
        defer { close(log) }
        return try spawn(specification, input: null, output: log, error: log)
    }

    static func spawn(
        _ specification: ProcessSpecification,
        input: Int32,
        output: Int32,
        error: Int32
    ) throws(ProcessError) -> RunningProcess {
        let child = try ChildProcess.start(specification, input: input, output: output, error: error)
        return RunningProcess(pid: child.pid, descriptor: child.descriptor)
    }

    /// Takes over a process that someone else started; nil if it ended, or if its pid belongs to another by now.
    ///
    /// `startTime` is the one `ProcessTable` gave.
    package static func adopt(pid: Int32, startTime: UInt64) -> RunningProcess? {
        let descriptor = ProcessWatch.open(pid: pid)
        guard descriptor >= 0 else { return nil }
        let process = RunningProcess(pid: pid, descriptor: descriptor)
        guard ProcessTable.startTime(of: pid) == startTime, process.isRunning else { return nil }
        return process
    }

    package var isRunning: Bool {
        !watch.hasEnded
    }

    /// Waits until the process ends.
    ///
    /// Nil if the task was cancelled before, or if how it ended cannot be known because it was adopted.
    package func wait() async -> ExitStatus? {
        await watch.wait()
    }

    /// Sends a signal; false if the process is gone.
    @discardableResult
    package func signal(_ number: Int32) -> Bool {
        watch.signal(number)
    }

    /// Watches one of the process's sockets: `onInput` is called once, when there is something to read or to accept.
    ///
    /// Nothing is taken from the socket. It stays open as long as the watch is, even if the process ends.
    package func watchSocket(
        _ number: Int32,
        onInput: @escaping @Sendable () -> Void
    ) throws(ProcessError) -> SocketWatch {
        let descriptor = watch.duplicate(of: number)
        guard descriptor >= 0 else { throw .cannotWatch(pid: pid, code: -descriptor) }
        return SocketWatch(descriptor: descriptor, onInput: onInput)
    }

    /// Asks the process to end, kills it when `grace` has passed, and returns when it is gone.
    ///
    /// It goes on to the end even if the task is cancelled.
    package func terminate(grace: Duration) async {
        guard signal(SIGTERM) else { return }
        signal(SIGCONT)
        let watch = watch
        await Task.detached {
            let killer = Task {
                try await Task.sleep(for: grace)
                watch.signal(SIGKILL)
            }
            _ = await watch.wait()
            killer.cancel()
        }.value
    }
}
