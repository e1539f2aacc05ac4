// SPDX-License-Identifier: Apache-2.0

/// A piece of a page that is safe to send to a browser.
///
/// What stands in the source is markup; whatever is put in with `\(...)` is text and gets escaped, except another piece
/// of HTML. It is fit for element content and for attribute values in double quotes, nothing else: never inside script,
/// style, or an unquoted attribute.
package struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation {
    /// Collects markup and escaped text.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity + 32 * interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) {
            markup += literal
        }

        /// Puts text in, escaped.
        package mutating func appendInterpolation(_ text: String) {
            markup += HTML.escaped(text)
        }

        /// Puts a number in.
        package mutating func appendInterpolation(_ number: Int) {
            markup += String(number)
        }

        /// Puts another piece in, as it is.
        package mutating func appendInterpolation(_ piece: HTML) {
            markup += piece.markup
        }

        /// Puts several pieces in, one after the other.
        package mutating func appendInterpolation(_ pieces: [HTML]) {
            for piece in pieces { markup += piece.markup }
        }

        /// Puts a piece in if there is one.
        package mutating func appendInterpolation(_ piece: HTML?) {
            if let piece { markup += piece.markup }
        }
    }

    /// What is sent.
    package let markup: String

    package init(stringLiteral value: String) {
        markup = value
    }

    package init(stringInterpolation: StringInterpolation) {
        markup = stringInterpolation.markup
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
