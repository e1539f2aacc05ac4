// SPDX-License-Identifier: Apache-2.0

/// Finds what a mistyped word was meant to be.
package enum Suggestion {
    /// The candidate that is nearest to `word`, if any is near enough to be a typing error.
    package static func closest(to word: String, in candidates: [String]) -> String? {
        // Every other short word is a single typing error away.
        guard word.count > 2 else { return nil }
        let limit = max(1, word.count / 3)
        let ranked = candidates.map { (candidate: $0, distance: distance(Array(word), Array($0))) }
        return ranked.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.candidate
    }

    /// How many characters must be added, dropped, changed or swapped with their neighbour.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var twoBack: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let change = previous[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(change, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, twoBack[column - 1] + 1)
                }
                current.append(best)
            }
            (twoBack, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
