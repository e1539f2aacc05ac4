// SPDX-License-Identifier: Apache-2.0

import Basics
package import FoundationEssentials
import Glibc

/// What a running program prints, taken as it comes.
///
/// The program waits while more is printed than is taken.
package actor ProcessOutput {
    /// Reading blocks, so it has a thread of its own.
    private let executor = ThreadExecutor(label: "process-output")
    private let descriptor: Int32

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Takes ownership of the descriptor.
    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// The next piece; nil once the program and all that it started have ended or closed their output.
    package func next() -> Data? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count > 0 { return Data(buffer[0..<count]) }
            guard count < 0, errno == EINTR else { return nil }
        }
    }
}

/// An input that stays empty as long as somebody holds this; its end says that nobody does, whatever became of us.
package final class Lifeline: Sendable {
    /// For the program that has to know.
    package let descriptor: Int32
    private let held: Int32

    package init() throws(ProcessError) {
        (descriptor, held) = try makePipe()
    }

    deinit {
        close(descriptor)
        close(held)
    }
}

extension RunningProcess {
    /// Starts the program in a session of its own, with its output to be taken from here.
    ///
    /// `input` is what it reads; its own descriptor stays the caller's. Errors go the way of the output or nowhere.
    package static func spawn(
        _ specification: ProcessSpecification,
        input: Int32?,
        withErrors: Bool
    ) throws(ProcessError) -> (process: RunningProcess, output: ProcessOutput) {
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard null >= 0 else {
            throw .cannotStart(program: specification.executable, action: "open /dev/null", code: errno)
        }
        defer { close(null) }
        let ends = try makePipe()
        defer { close(ends.writing) }
        let output = ProcessOutput(descriptor: ends.reading)
        let process = try spawn(
            specification,
            input: input ?? null,
            output: ends.writing,
            error: withErrors ? ends.writing : null
        )
        return (process, output)
    }
}

private func makePipe() throws(ProcessError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .cannotStart(program: "a program", action: "make a pipe", code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}
