// SPDX-License-Identifier: Apache-2.0

import Basics
@preconcurrency import Glibc

/// What a program reads from and writes to, so that a test can stand in for all of it.
package struct TerminalStreams: Sendable {
    /// Writes text as it is to the standard output.
    package var write: @Sendable (String) -> Void
    /// Writes text as it is to the standard error output.
    package var writeError: @Sendable (String) -> Void
    /// Shows a question and reads a line without its end, or nil at the end of the input; `hidden` asks for no echo.
    package var readLine: @Sendable (_ question: String, _ hidden: Bool) throws -> String?
    package var inputIsTerminal: Bool
    package var outputIsTerminal: Bool

    package init(
        write: @escaping @Sendable (String) -> Void,
        writeError: @escaping @Sendable (String) -> Void,
        readLine: @escaping @Sendable (_ question: String, _ hidden: Bool) throws -> String?,
        inputIsTerminal: Bool,
        outputIsTerminal: Bool
    ) {
        self.write = write
        self.writeError = writeError
        self.readLine = readLine
        self.inputIsTerminal = inputIsTerminal
        self.outputIsTerminal = outputIsTerminal
    }

    /// The streams of this process.
    package static var standard: TerminalStreams {
        let inputIsTerminal = isatty(STDIN_FILENO) == 1
        return TerminalStreams(
            write: { write($0, to: STDOUT_FILENO) },
            writeError: { write($0, to: STDERR_FILENO) },
            readLine: { question, hidden in
                let ask = { write(question, to: STDOUT_FILENO) }
                if hidden, inputIsTerminal { return try HiddenInput.readLine(ask) }
                ask()
                return readLine()
            },
            inputIsTerminal: inputIsTerminal,
            outputIsTerminal: isatty(STDOUT_FILENO) == 1
        )
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno != EINTR {
                // Nobody reads any more; there is no one left to tell.
                return
            }
        }
    }

    /// Byte by byte, so that nothing is taken that belongs to a program started later.
    private static func readLine() -> String? {
        var bytes: [UInt8] = []
        while let byte = InputByte.next() {
            if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
            if byte != UInt8(ascii: "\r") { bytes.append(byte) }
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
