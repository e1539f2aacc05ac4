// SPDX-License-Identifier: Apache-2.0

/// An option of a command: a switch, or one with a value.
package struct Flag: Sendable, Equatable {
    /// Spellings without dashes; the first one names the flag in code, single letters take one dash.
    package let names: [String]
    /// What stands for the value in the help, for instance `API_ENDPOINT`; nil for a switch.
    package let value: String?
    package let summary: String
    /// Whether it may be given several times, each with a value of its own.
    package let isRepeatable: Bool
    /// Whether the value `@FILE` means the content of that file.
    package let readsFile: Bool
    /// Whether it makes the output one for programs, so that failures are told on the error output.
    package let isForPrograms: Bool
    /// Whether it is left out of the help.
    package let isHidden: Bool

    package init(
        _ names: String...,
        value: String? = nil,
        summary: String,
        isRepeatable: Bool = false,
        readsFile: Bool = false,
        isForPrograms: Bool = false,
        isHidden: Bool = false
    ) {
        self.names = names
        self.value = value
        self.summary = summary
        self.isRepeatable = isRepeatable
        self.readsFile = readsFile
        self.isForPrograms = isForPrograms
        self.isHidden = isHidden
    }

    package init(names: [String], value: String?, summary: String, isHidden: Bool) {
        self.names = names
        self.value = value
        self.summary = summary
        self.isRepeatable = false
        self.readsFile = false
        self.isForPrograms = false
        self.isHidden = isHidden
    }

    /// The name that code asks by.
    package var name: String {
        names.first ?? ""
    }

    /// Whether `word` of a command line stands for this flag.
    package func isNamed(by word: String) -> Bool {
        word.hasPrefix("-") && names.contains(String(word.drop { $0 == "-" }.prefix { $0 != "=" }))
    }

    /// All spellings with their dashes.
    package var spellings: [String] {
        names.map { Self.spelling(of: $0) }
    }

    /// All spellings, shortest first, and what stands for the value: `-f, --file FILE`.
    var label: String {
        spellings.sorted { $0.count < $1.count }.joined(separator: ", ") + (value.map { " " + $0 } ?? "")
    }

    /// `name` with one dash if it is a single letter, with two otherwise.
    package static func spelling(of name: String) -> String {
        (name.count == 1 ? "-" : "--") + name
    }
}
