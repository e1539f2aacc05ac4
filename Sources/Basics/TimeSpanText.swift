// SPDX-License-Identifier: Apache-2.0

/// Spans of time in settings of people: `45s`, `30m`, `1h30m`, `2d`.
package enum TimeSpanText {
    private static let units: [(letter: Character, seconds: Int)] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)]
    private static let limit = 1_000_000

    /// Whole seconds, or nil for anything that is no span, or none at all.
    package static func seconds(_ text: String) -> Int? {
        var total = 0
        var digits = ""
        for character in text {
            if character.isASCII, character.isNumber {
                digits.append(character)
                continue
            }
            guard let unit = units.first(where: { $0.letter == character }), let count = Int(digits), count <= limit
            else { return nil }
            total += count * unit.seconds
            digits = ""
        }
        return digits.isEmpty && total > 0 ? total : nil
    }

    /// The shortest text that means as many seconds.
    package static func text(seconds: Int) -> String {
        var (text, rest) = ("", max(0, seconds))
        for unit in units where rest >= unit.seconds {
            text += "\(rest / unit.seconds)\(unit.letter)"
            rest %= unit.seconds
        }
        return text.isEmpty ? "0s" : text
    }
}
