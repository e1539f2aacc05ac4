// SPDX-License-Identifier: Apache-2.0

import Basics
import CSystem
package import FoundationEssentials
import Glibc

/// What a program that ran to its end left.
package struct SubprocessResult: Sendable, Equatable {
    package let status: ExitStatus
    package let output: String
    package let errorOutput: String
}

/// Runs short programs and collects what they print.
package enum Subprocess {
    private static let folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]

    /// Runs a program to its end.
    ///
    /// `executable` without a slash is looked up with `find`. `environment` nil passes on PATH and the C locale alone.
    /// A program that takes longer than `timeLimit`, or whose task is cancelled, is killed with its process group.
    package static func run(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String]? = nil,
        input: Data = Data(),
        networkNamespace: String? = nil,
        mountNamespace: String? = nil,
        workingDirectory: String? = nil,
        timeLimit: Duration = .seconds(30)
    ) async throws(ProcessError) -> SubprocessResult {
        guard let program = executable.contains("/") ? executable : find(executable) else {
            throw .notFound(program: executable)
        }
        let specification = ProcessSpecification(
            executable: program,
            arguments: arguments,
            environment: environment ?? ["PATH": folders.joined(separator: ":"), "LC_ALL": "C.UTF-8"],
            workingDirectory: workingDirectory,
            networkNamespace: networkNamespace,
            mountNamespace: mountNamespace
        )
        // Files in memory, not pipes: nothing has to be drained, and a grandchild that lives on holds nobody up.
        let files = try MemoryFiles(program: program, input: input)
        let process = try RunningProcess.spawn(
            specification,
            input: files.input,
            output: files.output,
            error: files.error
        )
        let command = ([executable] + arguments.prefix(3)).joined(separator: " ")
        let isLate = Locked(false)
        let killer = Task {
            try await Task.sleep(for: timeLimit)
            isLate.withLock { $0 = true }
            killGroup(of: process)
        }
        defer { killer.cancel() }
        let status = await process.wait()
        if status == nil || isLate.withLock({ $0 }) { killGroup(of: process) }
        if isLate.withLock({ $0 }) { throw .timedOut(command: command) }
        guard let status else { throw .cancelled(command: command) }
        return SubprocessResult(status: status, output: files.outputText, errorOutput: files.errorText)
    }

    /// Runs a program that has to succeed, and gives its output.
    package static func runChecked(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String]? = nil,
        input: Data = Data(),
        networkNamespace: String? = nil,
        mountNamespace: String? = nil,
        workingDirectory: String? = nil,
        timeLimit: Duration = .seconds(30)
    ) async throws(ProcessError) -> String {
        let result = try await run(
            executable,
            arguments,
            environment: environment,
            input: input,
            networkNamespace: networkNamespace,
            mountNamespace: mountNamespace,
            workingDirectory: workingDirectory,
            timeLimit: timeLimit
        )
        guard result.status.isSuccess else {
            let lines = (result.errorOutput + "\n" + result.output).split(separator: "\n").suffix(5)
            throw .failed(
                command: ([executable] + arguments.prefix(3)).joined(separator: " "),
                status: result.status,
                message: String(lines.joined(separator: "; ").suffix(600))
            )
        }
        return result.output
    }

    /// The path of a program: from `path` or PATH, then from the folders where Debian keeps system programs.
    package static func find(_ program: String, path: String? = nil) -> String? {
        let searched = (path ?? ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(
            String.init
        )
        return (searched + folders + ["/usr/lib/cni", "/opt/cni/bin"])
            .filter { $0.hasPrefix("/") }
            .map { "\($0)/\(program)" }
            .first { isExecutableFile($0) }
    }

    private static func isExecutableFile(_ path: String) -> Bool {
        var information = stat()
        guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return false }
        return access(path, X_OK) == 0
    }

    private static func killGroup(of process: RunningProcess) {
        if process.isRunning { kill(-process.pid, SIGKILL) }
        process.signal(SIGKILL)
    }
}

/// Standard input, output and error of a short program.
private final class MemoryFiles: Sendable {
    let input: Int32
    let output: Int32
    let error: Int32

    init(program: String, input content: Data) throws(ProcessError) {
        let descriptors: [Int32] = (0..<3).map { _ in csystem_memory_file("stdio") }
        (input, output, error) = (descriptors[0], descriptors[1], descriptors[2])
        if let failure = descriptors.first(where: { $0 < 0 }) {
            throw .cannotStart(program: program, action: "make a file in memory", code: -failure)
        }
        var offset = 0
        while offset < content.count {
            let count = content.withUnsafeBytes { bytes in
                write(input, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
            }
            guard count > 0 else { throw .cannotStart(program: program, action: "write its input", code: errno) }
            offset += count
        }
        lseek(input, 0, SEEK_SET)
    }

    deinit {
        for descriptor in [input, output, error] where descriptor >= 0 { close(descriptor) }
    }

    var outputText: String {
        Self.text(of: output)
    }

    var errorText: String {
        Self.text(of: error)
    }

    private static func text(of descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = pread(descriptor, &buffer, buffer.count, off_t(bytes.count))
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[0..<count]
        }
    }
}
