// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit

/// Something that users call by its name, which others may have too, or by its identifier.
protocol NamedResource {
    var id: String { get }
    var name: String { get }
    var createdAt: String { get }
}

extension APIKeyResource: NamedResource {}
extension ServiceIDResource: NamedResource {}

extension Sequence where Element: NamedResource {
    /// The one with the identifier `word` or, where only one has it, this name; nil if there is none.
    ///
    /// `kind` is what the user calls such a thing, for instance `API key`.
    func called(_ word: String, kind: String) throws(CommandFailure) -> Element? {
        if let found = first(where: { $0.id == word }) { return found }
        let named = filter { $0.name == word }
        guard named.count > 1 else { return named.first }
        let list = named.map { "\n\($0.id) (created at \($0.createdAt))" }.joined()
        throw CommandFailure(
            "\(named.count) \(kind)s are named '\(word)'. Name the one that you mean by its UUID:" + list
        )
    }
}
