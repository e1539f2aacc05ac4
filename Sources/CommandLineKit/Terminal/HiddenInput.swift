// SPDX-License-Identifier: Apache-2.0

import Glibc

/// One byte of the standard input at a time.
enum InputByte {
    /// The next byte; nil at the end of the input.
    static func next() -> UInt8? {
        var byte: UInt8 = 0
        while true {
            switch read(STDIN_FILENO, &byte, 1) {
            case 1: return byte
            case -1 where errno == EINTR: continue
            default: return nil
            }
        }
    }
}

/// Reads a line from the terminal without showing it.
enum HiddenInput {
    private enum Key {
        static let interrupt: UInt8 = 0x03
        static let endOfInput: UInt8 = 0x04
        static let backspace: UInt8 = 0x08
        static let eraseLine: UInt8 = 0x15
        static let delete: UInt8 = 0x7F
    }

    /// The line, or nil at the end of the input; `ask` shows the question.
    ///
    /// The question comes when nothing is shown any more, since some type, or paste, as soon as they read it.
    /// Ctrl-C ends the program's work with the status for a break-off. The terminal's own line editing and signals are
    /// off while it reads, so that a Ctrl-C cannot leave the terminal without echo.
    static func readLine(_ ask: () -> Void) throws(SilentExit) -> String? {
        var saved = termios()
        guard tcgetattr(STDIN_FILENO, &saved) == 0 else { return nil }
        var quiet = saved
        quiet.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet)
        // What was typed after the line is for whoever reads next.
        defer { tcsetattr(STDIN_FILENO, TCSADRAIN, &saved) }
        ask()
        var bytes: [UInt8] = []
        while let byte = InputByte.next() {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return String(decoding: bytes, as: UTF8.self)
            case Key.interrupt: throw SilentExit(ExitStatus.usage)
            case Key.endOfInput where bytes.isEmpty: return nil
            case Key.endOfInput: return String(decoding: bytes, as: UTF8.self)
            case Key.eraseLine: bytes = []
            case Key.backspace, Key.delete: removeLastCharacter(of: &bytes)
            default: bytes.append(byte)
            }
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    private static func removeLastCharacter(of bytes: inout [UInt8]) {
        while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
    }
}
