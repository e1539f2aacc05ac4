// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// A setting that cannot be used.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Lower case, names the setting and where it was set.
    package let description: String

    package init(_ description: String) {
        self.description = description
    }

    /// Nothing is called `name` there.
    static func unknown(_ name: String, in place: String) -> ConfigurationError {
        let names = Settings.all.map(\.name)
        let nearest = Suggestion.closest(to: name, in: names).map { "did you mean \"\($0)\"?" }
        let hint = nearest ?? "known are \(names.joined(separator: ", "))"
        return ConfigurationError("\(place) has the unknown setting \"\(name)\": \(hint)")
    }
}
