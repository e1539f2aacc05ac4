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
            let text = String(
                decoding: format.line(event, at: Date(timeIntervalSince1970: 1_517_334_074)),
                as: UTF8.self
            )
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

    @Test(arguments: ["\n", "\r\n", "\u{85}", "\u{2028}", "\u{9B}2J", "\u{202E}", "\u{A0}", "\u{E0041}", "\u{7F}"])
    func nothingFromOutsideForgesALine(hostile: String) {
        let text = line(.human, "sign-in refused", ["userName": "eve\(hostile)x=\"1\" y"])
        let hidden = text.dropLast().unicodeScalars.filter { !(0x20...0x7E).contains($0.value) }
        #expect(hidden.isEmpty)
        #expect(text.contains(" userName=\"eve\\"))
        let machine = line(.json, "sign-in refused", ["userName": hostile])
        let read = try? JSONDecoder().decode([String: String].self, from: Data(machine.utf8))
        #expect(read?["userName"] == hostile)
    }

    @Test func aQuoteWithAnAccentIsAQuote() {
        #expect(line(.human, "m", ["a": "x\"\u{301}"]).hasSuffix(" a=\"x\\\"\u{301}\"\n"))
    }
}
