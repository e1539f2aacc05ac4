// SPDX-License-Identifier: Apache-2.0

/// What a client asks to be allowed, as `repository:namespace/name:pull,push`.
struct DockerScope: Sendable, Equatable {
    let type: String
    let name: String
    let actions: Set<String>

    /// Nil if `text` has another form.
    init?(_ text: Substring) {
        guard let first = text.firstIndex(of: ":"), let last = text.lastIndex(of: ":"), first < last else {
            return nil
        }
        // A class may follow the type in brackets: `repository(plugin)`.
        type = String(text[..<first].prefix { $0 != "(" })
        name = String(text[text.index(after: first)..<last])
        let asked = text[text.index(after: last)...].split(separator: ",").map(String.init)
        actions = asked.contains("*") ? ["pull", "push", "delete"] : Set(asked)
    }
}
