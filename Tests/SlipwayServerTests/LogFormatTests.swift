// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import SlipwayServer
import Testing

struct LogFormatTests {
    /// What the logger makes of one event.
    private func line(_ format: LogFormat, _ message: String, _ metadata: [String: String]) -> String {
        let line = Locked("")
        let logger = Logger { event in
            let text = format.line(event, at: Date(timeIntervalSince1970: 1_517_334_074))
            line.withLock { $0 = text }
        }
        logger.info(message, metadata)
        return line.withLock { $0 }
    }

    @Test func peopleGetOneLine() {
        #expect(
            line(.human, "request failed", ["b": "x y", "a": "1", "c": "\u{1B}[1m"])
                == "2018-01-30T17:41:14.000Z info    request failed a=1 b=\"x y\" c=\"\\u001b[1m\"\n"
        )
    }

    @Test func machinesGetJSON() throws {
        let text = line(.json, "request failed", ["reason": "a \"b\"\n\\", "level": "x"])
        #expect(text.hasSuffix("}\n") && text.dropLast().allSatisfy { $0 != "\n" })
        let read = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        #expect(
            read == [
                "time": "2018-01-30T17:41:14.000Z", "level": "info", "message": "request failed",
                "reason": "a \"b\"\n\\", "level_": "x",
            ]
        )
    }
}
