// SPDX-License-Identifier: Apache-2.0

/// The version of a Debian package, in the order that Debian gives them.
///
/// Takes whatever stands in a list of packages: what is no version is in the order of its texts all the same.
struct DebianVersion: Comparable, Sendable {
    let epoch: Int
    let upstream: String
    let revision: String

    /// From `[EPOCH:]UPSTREAM[-REVISION]`.
    init(_ text: String) {
        let trimmed = text.filter { $0 != " " }
        let colon = trimmed.firstIndex(of: ":")
        let number = colon.flatMap { Int(trimmed[..<$0]) }
        epoch = number ?? 0
        let rest = colon.map { number == nil ? trimmed[...] : trimmed[trimmed.index(after: $0)...] } ?? trimmed[...]
        let hyphen = rest.lastIndex(of: "-")
        upstream = String(rest[..<(hyphen ?? rest.endIndex)])
        revision = hyphen.map { String(rest[rest.index(after: $0)...]) } ?? ""
    }

    static func < (one: DebianVersion, other: DebianVersion) -> Bool {
        one.order(to: other) < 0
    }

    static func == (one: DebianVersion, other: DebianVersion) -> Bool {
        one.order(to: other) == 0
    }

    /// Negative, 0 or positive.
    private func order(to other: DebianVersion) -> Int {
        if epoch != other.epoch { return epoch < other.epoch ? -1 : 1 }
        let order = Self.order(upstream, other.upstream)
        return order != 0 ? order : Self.order(revision, other.revision)
    }

    /// Texts and numbers take turns, beginning with a text; numbers are compared as such.
    private static func order(_ one: String, _ other: String) -> Int {
        var (left, right) = (Array(one.utf8)[...], Array(other.utf8)[...])
        while !left.isEmpty || !right.isEmpty {
            while isText(left.first) || isText(right.first) {
                let (leftWeight, rightWeight) = (weight(left.first), weight(right.first))
                if leftWeight != rightWeight { return leftWeight - rightWeight }
                left = left.dropFirst()
                right = right.dropFirst()
            }
            let (leftDigits, rightDigits) = (digits(&left), digits(&right))
            if leftDigits.count != rightDigits.count { return leftDigits.count - rightDigits.count }
            for (leftDigit, rightDigit) in zip(leftDigits, rightDigits) where leftDigit != rightDigit {
                return Int(leftDigit) - Int(rightDigit)
            }
        }
        return 0
    }

    private static func isText(_ byte: UInt8?) -> Bool {
        byte.map { !isDigit($0) } ?? false
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte)
    }

    /// A tilde comes before the end, the end and numbers before letters, those before all else.
    private static func weight(_ byte: UInt8?) -> Int {
        guard let byte, !isDigit(byte) else { return 0 }
        if byte == UInt8(ascii: "~") { return -1 }
        return (65...90).contains(byte) || (97...122).contains(byte) ? Int(byte) : Int(byte) + 256
    }

    /// Takes the digits at the front, without zeros before them.
    private static func digits(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = text.prefix(while: isDigit)
        text = text.dropFirst(digits.count)
        return digits.drop { $0 == 48 }
    }
}
