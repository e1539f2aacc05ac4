// SPDX-License-Identifier: Apache-2.0

/// Tells names of domains from other text.
enum DomainNames {
    /// `names` in lower case; nil if one is no name of a domain.
    static func set(_ names: [String]) -> Set<String>? {
        let allowed = "abcdefghijklmnopqrstuvwxyz0123456789-."
        let found = names.map { $0.lowercased() }
        let areNames = found.allSatisfy { name in
            !name.isEmpty && name.allSatisfy(allowed.contains) && name.first != "." && name.last != "."
        }
        return areNames ? Set(found) : nil
    }
}
