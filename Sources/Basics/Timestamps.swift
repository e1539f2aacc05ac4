// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import Glibc

extension Date {
    /// As the container service writes times: `2018-01-30T17:41:14+0000`.
    package var compactOffsetText: String {
        text(millisecondDigits: false, suffix: "+0000")
    }

    /// As the identity service writes times, without seconds: `2018-01-30T17:41+0000`.
    package var minuteOffsetText: String {
        String(compactOffsetText.prefix(16)) + "+0000"
    }

    /// As account management writes times: `2016-01-07T18:55:09.726Z`.
    package var millisecondText: String {
        text(millisecondDigits: true, suffix: "Z")
    }

    /// As Kubernetes writes times: `2018-01-30T17:41:14Z`.
    package var secondText: String {
        text(millisecondDigits: false, suffix: "Z")
    }

    /// Whole seconds since 1970.
    package var unixSeconds: Int {
        Int(timeIntervalSince1970.rounded(.down))
    }

    private func text(millisecondDigits: Bool, suffix: String) -> String {
        // Binary fractions fall a little short of decimal ones: 0.726 must not become 0.725.
        let microseconds = (timeIntervalSince1970 * 1_000_000).rounded()
        let milliseconds = Int((microseconds / 1000).rounded(.down))
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var text: [UInt8] = []
        text.reserveCapacity(32)
        func add(_ separator: Unicode.Scalar?, _ value: Int, _ width: Int) {
            if let separator { text.append(UInt8(ascii: separator)) }
            let digits = String(value).utf8
            text += repeatElement(UInt8(ascii: "0"), count: max(0, width - digits.count))
            text += digits
        }
        add(nil, Int(parts.tm_year) + 1900, 4)
        add("-", Int(parts.tm_mon) + 1, 2)
        add("-", Int(parts.tm_mday), 2)
        add("T", Int(parts.tm_hour), 2)
        add(":", Int(parts.tm_min), 2)
        add(":", Int(parts.tm_sec), 2)
        if millisecondDigits { add(".", milliseconds % 1000, 3) }
        return String(decoding: text + suffix.utf8, as: UTF8.self)
    }

    /// Reads the forms above; nil if `text` is neither.
    package init?(timestamp text: String) {
        let fields = text.split(whereSeparator: { !$0.isASCII || !$0.isNumber }).map(String.init)
        let valid = ["Z", "+0000", "+00:00"].contains { text.hasSuffix($0) } && fields.count >= 6
        guard valid, text.dropFirst(10).first == "T" else { return nil }
        let numbers = fields.prefix(6).compactMap { Int32($0) }
        guard numbers.count == 6 else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
        let fraction = text.contains(".") && fields.count > 6 ? Double("0.\(fields[6])") ?? 0 : 0
        self.init(timeIntervalSince1970: Double(timegm(&parts)) + fraction)
    }
}
