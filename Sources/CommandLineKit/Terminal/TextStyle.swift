// SPDX-License-Identifier: Apache-2.0

/// The colours and weights that texts are shown in.
package enum TextStyle: String, Sendable {
    case success = "32;1"
    case failure = "31;1"
    case warning = "35;1"
    case entity = "36;1"
    case command = "33;1"
    case header = "1"
    case prompt = "36"

    /// `text` in this style.
    func applied(to text: String) -> String {
        "\u{1B}[\(rawValue)m\(text)\u{1B}[0m"
    }
}
